"""What is told of every layer, forwards and backwards, worked out and held against torch and its own gradients."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from studio.explanation.formula import Rule
from studio.explanation.functions import LayerFunction, layer_function
from studio.layers import Layer, Shape

SMALL: dict[Shape, Shape] = {(12, 12, 18): (4, 6, 6), (12, 16): (4, 6), (12, 6, 8, 6): (4, 4, 4, 4)}
"""Small enough for every number to be tried by itself."""

Values = dict[str, Any]


def close(told: object, wanted: object) -> None:
    assert told == pytest.approx(wanted, rel=1e-6, abs=1e-8)


def worked_out(rules: Sequence[Rule], values: Values) -> Values:
    """The values with what the rules make of them, one after the other."""
    for rule in rules:
        values = {**values, rule.symbol: rule.work_out(values)}
    return values


def shapes_of(layer: Layer) -> tuple[Shape, ...]:
    return tuple(SMALL.get(each.shape, each.shape) for each in layer.example())


def whole_shapes(layer: Layer) -> tuple[Shape, ...]:
    return tuple(each.shape for each in layer.example())


def built(layer: Layer, shapes: tuple[Shape, ...]) -> nn.Module:
    torch.manual_seed(3)
    module = layer.build(*shapes).double()
    for parameter in module.parameters():
        nn.init.normal_(parameter)
    return module


def joined(made: Any) -> Tensor:
    parts = made if isinstance(made, tuple) else (made,)
    return torch.cat([part.reshape(len(part), -1) for part in parts], dim=1)


def few(count: int, most: int = 6) -> list[int]:
    return random.Random(0).sample(range(count), min(count, most))


def numbers_one_by_one(layer: Layer) -> None:
    """Activations: the function, its derivative, and what goes back; one number after the other."""
    told = layer_function(layer, (1,))
    within = layer.kind == "Function" or getattr(layer, "operation", "") == "power"
    xs = torch.linspace(0.05, 0.95, 9) if within else torch.tensor([-4.3, -2.9, -1.2, -0.3, 0.2, 0.8, 2.6, 3.7, 7.1])
    x = xs.double().unsqueeze(1).requires_grad_()
    module = layer.build((1,)).double().eval()
    y, g = module(x), torch.linspace(0.5, 2, len(xs)).double().unsqueeze(1)
    if y.requires_grad:
        y.backward(g)
    slope = module.weight.item() if layer.kind == "PReLU" else 0.0
    for row in range(len(xs)):
        values = worked_out(told.forward, {"x": x[row].item(), "a": slope})
        close(values["y"], y[row].item())
        wanted = x.grad[row].item() if x.grad is not None else 0.0
        close(told.backward[0].work_out({**values, "g": g[row].item()}), wanted)
    if layer.kind == "PReLU":
        values = {"g_i": g.flatten().tolist(), "x_i": x.flatten().tolist()}
        close(told.backward[1].work_out(values), module.weight.grad.item())


def along_an_axis(layer: Layer) -> None:
    told = layer_function(layer, (5,))
    x = (torch.randn(1, 5, generator=torch.Generator().manual_seed(0)).double() * 300).requires_grad_()
    g = torch.linspace(-1, 2, 5).double().unsqueeze(0)
    y = layer.build((5,)).double()(x)
    y.backward(g)
    given = {"x_j": x[0].tolist(), "y_j": y[0].tolist(), "g_j": g[0].tolist()}
    for k in range(5):
        values = worked_out(told.forward, {**given, "x_k": x[0, k].item()})
        close(values["y_k"], y[0, k].item())
        close(told.backward[0].work_out({**values, "g_k": g[0, k].item()}), x.grad[0, k].item())


def a_gate(layer: Layer) -> None:
    told = layer_function(layer, (2,))
    x = torch.tensor([[0.7, -1.3]], dtype=torch.float64, requires_grad=True)
    y = layer.build((2,))(x)
    y.backward(torch.tensor([[1.7]]).double())
    values = {"a": 0.7, "b": -1.3, "g": 1.7}
    close(told.forward[0].work_out(values), y.item())
    close([rule.work_out(values) for rule in told.backward], x.grad[0].tolist())


def influence(module: nn.Module, shape: Shape) -> Tensor:
    """How much each number of the input, alone, says in each output, (outputs, inputs); found without gradients."""
    count = torch.Size(shape).numel()
    with torch.no_grad():
        alone = module(torch.eye(count).double().reshape(count, *shape)).reshape(count, -1)
        nothing = module(torch.zeros(1, *shape).double()).reshape(1, -1)
    return (alone - nothing).T


def of_one_input(layer: Layer, check: Callable[[LayerFunction, Tensor, Tensor, Tensor, nn.Module], None]) -> None:
    """A layer of one input, with all that each output is made of, its result, and gradients by torch."""
    shape = shapes_of(layer)[0]
    torch.manual_seed(0)
    module = layer.build(shape)
    for parameter in module.parameters():
        nn.init.normal_(parameter)
    module = module.double().eval()
    if "Fractional" in layer.kind:
        sides = len(shape) - 1
        module.register_forward_pre_hook(
            lambda it, given: setattr(it, "_random_samples", torch.full((len(given[0]), shape[0], sides), 0.3).double())
        )
    matrix = influence(module, shape)
    positive = layer.family == "pooling"
    x = torch.rand(1, *shape).double() + 0.1 if positive else torch.randn(1, *shape).double()
    x.requires_grad_()
    y = module(x)
    g = torch.randn(y.shape).double()
    y.backward(g)
    assert x.grad is not None
    x.retain_grad()
    check(layer_function(layer, shape), matrix, x, y.reshape(-1).detach(), module)
    back = layer_function(layer, shape).backward[0]
    assert_goes_back(layer, back, matrix, x, y.reshape(-1).detach(), g.reshape(-1))


def assert_goes_back(layer: Layer, back: Rule, matrix: Tensor, x: Tensor, y: Tensor, g: Tensor) -> None:
    flat, grad = x.detach().reshape(-1), x.grad.reshape(-1)
    for i in few(len(flat)):
        into = matrix[:, i].nonzero().flatten()
        if "Max" in layer.kind and layer.kind != "Maxout":
            into = torch.tensor([o for o in into.tolist() if y[o] == flat[i]], dtype=torch.long)
        values = {
            "g_o": g[into].tolist(),
            "w_o": matrix[into, i].tolist(),
            "x": flat[i].item(),
            "y_o": y[into].tolist(),
        }
        values["n_o"] = (1 / matrix[into, i]).tolist()
        close(float(back.work_out(values)), grad[i].item())


def weighted(told: LayerFunction, matrix: Tensor, x: Tensor, y: Tensor, module: nn.Module) -> None:
    nothing = module(torch.zeros_like(x)).reshape(-1).detach()
    for o in few(len(y)):
        row = matrix[o].nonzero().flatten()
        values = {"w_k": matrix[o, row].tolist(), "x_k": x.detach().reshape(-1)[row].tolist(), "b": nothing[o].item()}
        close(told.forward[0].work_out(values), y[o].item())


def window(told: LayerFunction, matrix: Tensor, x: Tensor, y: Tensor, module: nn.Module) -> None:
    for o in few(len(y)):
        row = matrix[o].nonzero().flatten()
        values = {"x_k": x.detach().reshape(-1)[row].tolist(), "n": 1 / matrix[o, row[0]].item()}
        close(float(worked_out(told.forward, values)["y"]), y[o].item())


def sums_with_learned_weights(layer: Layer) -> None:
    of_one_input(layer, weighted)
    learned_by_use(layer)


def learned_by_use(layer: Layer) -> None:
    """Every use of a weight is found by moving it; what meets it there is what the output grows by."""
    shape = shapes_of(layer)[0]
    module = built(layer, (shape,))
    x = torch.randn(1, *shape).double()
    y = module(x)
    g = torch.randn(y.shape).double()
    y.backward(g)
    rules = {rule.symbol: rule for rule in layer_function(layer, shape).backward}
    for name, parameter in module.named_parameters():
        rule, flat = rules["∂b" if name.endswith("bias") else "∂w"], parameter.data.reshape(-1)
        for at in few(flat.numel(), 3):
            with torch.no_grad():
                before = module(x)
                flat[at] += 1
                moved = module(x) - before
                flat[at] -= 1
            used = moved.reshape(-1).nonzero().flatten()
            met = moved.reshape(-1)[used].tolist()
            close(
                rule.work_out({"g_o": g.reshape(-1)[used].tolist(), "x_o": met}), parameter.grad.reshape(-1)[at].item()
            )


def windows(layer: Layer) -> None:
    of_one_input(layer, window)


def interpolation(layer: Layer) -> None:
    of_one_input(layer, weighted)


def moved(layer: Layer) -> None:
    """Numbers that are all different tell where each output is from."""
    shapes, told = whole_shapes(layer), layer_function(layer, *whole_shapes(layer))
    sizes = [torch.Size(shape).numel() for shape in shapes]
    parts = torch.randperm(sum(sizes)).double().add(1).split(sizes)
    given = [part.reshape(1, *shape).requires_grad_() for part, shape in zip(parts, shapes, strict=True)]
    if "Unpool" in layer.kind:  # the second input says where the largest numbers were
        sides = len(shapes[0]) - 1
        pool = getattr(nn, f"MaxPool{sides}d")(2, return_indices=True)
        pooled, places = pool(torch.randperm(sizes[0]).double().add(1).reshape(1, *shapes[0]))
        given = [pooled.requires_grad_(), places]
    module = layer.build(*(tuple(each.shape[1:]) for each in given)).double()
    y = joined(module(*given))[0]
    g = torch.randn(y.shape).double()
    y.backward(g)
    used = given[:1] if "Unpool" in layer.kind else given
    x = torch.cat([each.reshape(-1) for each in used]).detach()
    grad = torch.cat([torch.zeros_like(e).reshape(-1) if e.grad is None else e.grad.reshape(-1) for e in used])
    assert set(y.tolist()) <= {0.0, *x.tolist()}
    for i in few(len(x)):
        places = (y == x[i]).nonzero().flatten()
        close(told.forward[0].work_out({"x": x[i].item()}), x[i].item())
        values = {"g_o": g[places].tolist(), "g": g[places].sum().item()}
        close(float(told.backward[0].work_out(values)), grad[i].item())
