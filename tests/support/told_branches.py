"""What is told of layers with several inputs or pieces, held against torch and its gradients."""

from __future__ import annotations

import torch
from told_numbers import built, close, few

from studio.explanation.functions import layer_function
from studio.layers import Layer


def branches(layer: Layer) -> None:
    shape = (2, 3)
    torch.manual_seed(0)
    given = [torch.randn(1, *shape).double().requires_grad_(), torch.randn(1, 1, 3).double().requires_grad_()]
    y = layer.build(*(tuple(each.shape[1:]) for each in given))(*given)
    g = torch.randn(y.shape).double()
    y.backward(g)
    told = layer_function(layer, shape, (1, 3))
    wide = given[1].expand(1, 2, 3)
    for r, c in ((0, 1), (1, 2)):
        a, b = given[0][0, r, c].item(), wide[0, r, c].item()
        close(told.forward[0].work_out({"a": a, "b": b, "x_k": [a, b]}), y[0, r, c].item())
        one = {"g_o": [g[0, r, c].item()], "b_o": [b], "a_o": [a], "w_o": [b], "a": a, "b": b}
        close(told.backward[0].work_out(one), given[0].grad[0, r, c].item())
        column = given[0][0, :, c].tolist()
        both = {"g_o": g[0, :, c].tolist(), "a_o": column, "w_o": column, "a": a, "b": b}
        close(told.backward[-1].work_out(both), given[1].grad[0, 0, c].item())


def products(layer: Layer) -> None:
    torch.manual_seed(0)
    a, b = torch.randn(1, 3, 4).double().requires_grad_(), torch.randn(1, 4, 2).double().requires_grad_()
    y = layer.build((3, 4), (4, 2))(a, b)
    g = torch.randn(y.shape).double()
    y.backward(g)
    told = layer_function(layer, (3, 4), (4, 2))
    close(told.forward[0].work_out({"a_k": a[0, 1].tolist(), "b_k": b[0, :, 1].tolist()}), y[0, 1, 1].item())
    of_a, of_b = told.backward
    close(of_a.work_out({"g_o": g[0, 2].tolist(), "b_o": b[0, 3].tolist()}), a.grad[0, 2, 3].item())
    close(of_b.work_out({"g_o": g[0, :, 1].tolist(), "a_o": a[0, :, 2].tolist()}), b.grad[0, 2, 1].item())


def pairs(layer: Layer) -> None:
    module = built(layer, ((3,), (2,)))
    a, b = torch.randn(1, 3).double().requires_grad_(), torch.randn(1, 2).double().requires_grad_()
    y = module(a, b)
    g = torch.randn(y.shape).double()
    y.backward(g)
    told = layer_function(layer, (3,), (2,))
    w, every = module.weight, [(i, j) for i in range(3) for j in range(2)]
    values = {
        "w_k": [w[1, i, j].item() for i, j in every], "a_k": [a[0, i].item() for i, _ in every],
        "b_k": [b[0, j].item() for _, j in every], "c": module.bias[1].item(),
    }  # fmt: skip
    close(told.forward[0].work_out(values), y[0, 1].item())
    rules = {rule.symbol: rule for rule in told.backward}
    uses = [(o, j) for o in range(y.shape[1]) for j in range(2)]
    of_a = {"w_o": [w[o, 2, j].item() for o, j in uses], "b_o": [b[0, j].item() for _, j in uses]}
    close(rules["∂a"].work_out({**of_a, "g_o": [g[0, o].item() for o, _ in uses]}), a.grad[0, 2].item())
    uses = [(o, i) for o in range(y.shape[1]) for i in range(3)]
    of_b = {"w_o": [w[o, i, 1].item() for o, i in uses], "a_o": [a[0, i].item() for _, i in uses]}
    close(rules["∂b"].work_out({**of_b, "g_o": [g[0, o].item() for o, _ in uses]}), b.grad[0, 1].item())
    one = {"g_o": [g[0, 1].item()], "a_o": [a[0, 2].item()], "b_o": [b[0, 0].item()]}
    close(rules["∂w"].work_out(one), w.grad[1, 2, 0].item())
    close(rules["∂c"].work_out(one), module.bias.grad[1].item())


def pieces(layer: Layer) -> None:
    module = built(layer, ((4,),))
    x = torch.randn(1, 4).double().requires_grad_()
    y = module(x)
    g = torch.randn(y.shape).double()
    y.backward(g)
    told = layer_function(layer, (4,))
    units, count = module.shape
    w, b = module.pieces.weight.detach(), module.pieces.bias.detach()
    z = [
        told.forward[0].work_out({"w_k": w[k].tolist(), "x_k": x[0].tolist(), "b": b[k].item()})
        for k in range(units * count)
    ]
    for unit in few(units):
        own = z[unit * count : (unit + 1) * count]
        close(told.forward[1].work_out({"z_j": own}), y[0, unit].item())
    winners = [max(range(u * count, (u + 1) * count), key=z.__getitem__) for u in range(units)]
    values = {"w_o": [w[k, 1].item() for k in winners], "g_o": g[0].tolist()}
    close(told.backward[0].work_out(values), x.grad[0, 1].item())
    use = {"g_o": [g[0, 0].item()], "x_o": [x[0, 1].item()]}
    close(told.backward[1].work_out(use), module.pieces.weight.grad[winners[0], 1].item())
    close(told.backward[2].work_out(use), module.pieces.bias.grad[winners[0]].item())
