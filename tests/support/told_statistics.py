"""What is told of normalisation and dropout, held against torch and its gradients."""

from __future__ import annotations

from typing import Any

import torch
from told_numbers import Values, built, close, few, shapes_of, worked_out
from torch import Tensor, nn

from studio.explanation.functions import layer_function
from studio.layers import Layer


def together(layer: Layer, x: Tensor) -> Tensor:
    """For each number of a batch (N, C, …) the number of the group that it is normalised with."""
    count, channels, *_ = x.shape
    sample = torch.arange(count).reshape(-1, *[1] * (x.dim() - 1)).expand(x.shape)
    channel = torch.arange(channels).reshape(1, -1, *[1] * (x.dim() - 2)).expand(x.shape)
    if layer.kind.startswith("BatchNorm"):
        return channel
    if layer.kind == "GroupNorm":
        return sample * channels + channel // (channels // dict(layer)["num_groups"])
    if layer.kind.startswith("InstanceNorm"):
        return sample * channels + channel
    return torch.arange(x[..., 0].numel()).reshape(*x.shape[:-1], 1).expand(x.shape)


def scale_of(module: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """Scale and shift of each number, broadcast."""
    weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
    along = (1, -1, *[1] * (x.dim() - 2)) if x.dim() < 3 or weight is None or weight.numel() == x.shape[1] else (-1,)
    along = (-1,) if isinstance(module, nn.LayerNorm | nn.RMSNorm) else along
    ones = torch.ones(1).double() if weight is None else weight.detach().reshape(along)
    none = torch.zeros(1).double() if bias is None else bias.detach().reshape(along)
    return ones.expand(x.shape), none.expand(x.shape)


def normalized(layer: Layer) -> None:
    shape = shapes_of(layer)[0]
    module = built(layer, (shape,)).train()
    if isinstance(module, nn.RMSNorm) and module.eps is None:
        module.eps = 2.0**-23  # the smallest step of float32, in which networks compute
    x = torch.randn(3, *shape).double().requires_grad_()
    y = module(x)
    g = torch.randn(y.shape).double()
    y.backward(g)
    told = layer_function(layer, shape)
    rules = {rule.symbol: rule for rule in told.backward[::-1]}
    group, (scale, shift) = together(layer, x), scale_of(module, x)
    h, flat = g * scale, x.detach()
    hats = torch.zeros_like(flat)
    first = 2 if layer.kind.startswith("BatchNorm") else None
    for each in group.unique()[:first]:
        mine = (group == each).nonzero(as_tuple=True)
        values: Values = {
            "x_i": flat[mine].tolist(),
            "g_i": g[mine].tolist(),
            "h_i": h[mine].tolist(),
            "n": len(mine[0]),
        }
        until = next(at for at, rule in enumerate(told.forward) if rule.symbol == "x̂")
        inside = [worked_out(told.forward[: until + 1], {**values, "x": one}) for one in values["x_i"]]
        values |= {**inside[0], "x̂_i": [one["x̂"] for one in inside]}
        hats[mine] = torch.tensor(values["x̂_i"]).double()
        for at in few(len(mine[0]), 3):
            place = tuple(axis[at] for axis in mine)
            one = {**values, **inside[at], "γ": scale[place].item(), "β": shift[place].item(), "g": g[place].item()}
            close(told.forward[until + 1].work_out(one), y[place].item())
            close(rules["h"].work_out(one), h[place].item())
            close(rules["∂x"].work_out({**one, "h": h[place].item()}), x.grad[place].item())  # type: ignore[index]
    learned_scale_and_shift(module, rules, g, hats)
    if hasattr(module, "running_mean") and module.running_mean is not None:
        in_use(layer, x.detach(), g)


def learned_scale_and_shift(module: nn.Module, rules: dict[str, Any], g: Tensor, hats: Tensor) -> None:
    for symbol, name in (("∂γ", "weight"), ("∂β", "bias")):
        parameter = getattr(module, name, None)
        assert (parameter is not None) == (symbol in rules)
        if parameter is None:
            continue
        by_place = isinstance(module, nn.LayerNorm | nn.RMSNorm)
        used = (slice(None),) * (g.dim() - 1) + (1,) if by_place else (slice(None), 1)
        values = {"g_i": g[used].reshape(-1).tolist(), "x̂_i": hats[used].reshape(-1).tolist()}
        close(rules[symbol].work_out(values), parameter.grad[1].item())


def in_use(layer: Layer, x: Tensor, g: Tensor) -> None:
    """Running statistics after a batch, and what they make of it."""
    module = built(layer, (tuple(x.shape[1:]),)).train()
    module(x)
    module.eval()
    given = x.clone().requires_grad_()
    y = module(given)
    y.backward(g)
    told = layer_function(layer, tuple(x.shape[1:]))
    channel = x.transpose(0, 1)[1].reshape(-1)
    values: Values = {"x_i": channel.tolist(), "n": len(channel), "μ_r": 0.0, "v_r": 1.0, "x": 0.0, "t": 1}
    values |= {"γ": module.weight[1].item(), "β": module.bias[1].item()}
    values = worked_out([rule for rule in told.forward if rule.symbol in ("μ", "v", "μ_r", "v_r")], values)
    close(values["μ_r"], module.running_mean[1].item())
    close(values["v_r"], module.running_var[1].item())
    values |= {"x": channel[0].item(), "g": g.transpose(0, 1)[1].reshape(-1)[0].item()}
    close(told.forward[-1].work_out(values), y.transpose(0, 1)[1].reshape(-1)[0].item())
    close(told.backward[-1].work_out(values), given.grad.transpose(0, 1)[1].reshape(-1)[0].item())  # type: ignore[union-attr]


def damped(layer: Layer) -> None:
    module = layer.changed(alpha=0.4, k=1.3).build((7, 2)).double()
    told = layer_function(layer.changed(alpha=0.4, k=1.3), (7, 2))
    x = torch.randn(1, 7, 2).double().requires_grad_()
    y = module(x)
    g = torch.randn(y.shape).double()
    y.backward(g)
    size = dict(layer)["size"]
    column = x[0, :, 1].tolist()
    near = [range(max(0, c - size // 2), min(7, c + (size - 1) // 2 + 1)) for c in range(7)]
    damping = [told.forward[0].work_out({"x_j": [column[j] for j in near[c]]}) for c in range(7)]
    for c in range(7):
        values: Values = {"x": column[c], "d": damping[c], "g": g[0, c, 1].item()}
        close(told.forward[1].work_out(values), y[0, c, 1].item())
        into = [o for o in range(7) if c in near[o]]
        values |= {"g_o": [g[0, o, 1].item() for o in into], "x_o": [column[o] for o in into]}
        close(told.backward[0].work_out({**values, "d_o": [damping[o] for o in into]}), x.grad[0, c, 1].item())  # type: ignore[index]


def affine(layer: Layer) -> None:
    module = built(layer, ((3, 4),))
    x = torch.randn(1, 3, 4).double().requires_grad_()
    y = module(x)
    g = torch.randn(y.shape).double()
    y.backward(g)
    told = layer_function(layer, (3, 4))
    scale, shift = module.weight.detach().reshape(-1), module.bias.detach().reshape(-1)
    values = {"a": scale[2].item(), "c": shift[2].item(), "x": x[0, 2, 1].item(), "g": g[0, 2, 1].item()}
    close(told.forward[0].work_out(values), y[0, 2, 1].item())
    close(told.backward[0].work_out(values), x.grad[0, 2, 1].item())  # type: ignore[index]
    shared = {"g_i": g[0, 2].tolist(), "x_i": x[0, 2].tolist()}
    close(told.backward[1].work_out(shared), module.weight.grad.reshape(-1)[2].item())
    close(told.backward[2].work_out(shared), module.bias.grad.reshape(-1)[2].item())


def dropped(layer: Layer) -> None:
    """Which numbers stay is seen of the result; the older form is the same up to the factor, and as much on average."""
    layer = layer.changed(p=0.3)
    shape = shapes_of(layer)[0]
    told = layer_function(layer, shape)
    x = (torch.rand(2, *shape).double() + 0.5).requires_grad_()
    module = layer.build(shape)
    torch.manual_seed(1)
    y = module.train()(x)
    g = torch.rand(y.shape).double()
    y.backward(g)
    flat, grad = y.detach().reshape(-1), x.grad.reshape(-1)  # type: ignore[union-attr]
    dead = told.forward[0].work_out({"r": 0, "x": 1.0})
    found = set()
    for at in few(len(flat), 30):
        r = int(abs(flat[at].item() - dead) > 1e-6)
        found.add(r)
        values = {"x": x.detach().reshape(-1)[at].item(), "g": g.reshape(-1)[at].item(), "r": r}
        close(told.forward[0].work_out(values), flat[at].item())
        close(told.backward[0].work_out(values), grad[at].item())
    assert found == {0, 1}
    torch.testing.assert_close(module.eval()(x), x)
    assert told.forward[1].work_out({"x": 2.5}) == 2.5
    if layer.kind != "AlphaDropout":
        trained, used = told.forward[2:]
        close(0.7 * trained.work_out({"r": 1, "x": 2.5}), used.work_out({"x": 2.5}))
