"""Finds the node at which numbers first become infinite or no numbers, by running a batch node by node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, fx, nn
from torch.utils._pytree import tree_leaves

Way = Literal["data", "weights", "forward", "loss", "backward"]
"""What made it: the samples, weights that were so before, a node forwards, the loss, or a node backwards."""


@dataclass(frozen=True)
class Origin:
    """Where the first number came from that is none, or infinite. `node` is its path, None where no node made it."""

    way: Way
    node: str | None = None


@contextmanager
def buffers_kept(model: nn.Module) -> Iterator[None]:
    """Within this a network may be run in training mode: its statistics are as before at the end."""
    kept = [(buffer, buffer.clone()) for buffer in model.buffers()]
    try:
        yield
    finally:
        with torch.no_grad():
            for buffer, before in kept:
                buffer.copy_(before)


def first_not_finite(model: nn.Module, inputs: Tensor, loss_of: Callable[[Any], Tensor]) -> Origin | None:
    """Where the first such number is made of inputs (B, *shape); None where there is none.

    `loss_of` gives the loss of what the network gives. Gradients and statistics of the model stay as they are.
    """
    if not isinstance(model, fx.GraphModule):
        return None
    if not _is_finite(inputs):
        return Origin("data")
    with buffers_kept(model), torch.enable_grad():
        calls = _NodeByNode(model)
        outputs = calls.run(*[inputs] * len([call for call in model.graph.nodes if call.op == "placeholder"]))
        found = _forwards(model, calls.env)
        if found is not None:
            return found
        loss = loss_of(outputs)
        return Origin("loss") if not _is_finite(loss) else _backwards(model, calls.env, loss)


class _NodeByNode(fx.Interpreter):
    """Runs a network and keeps what each of its calls gives, in `env`."""

    def __init__(self, model: fx.GraphModule) -> None:
        super().__init__(model, garbage_collect_values=False)


def _forwards(model: fx.GraphModule, values: dict[fx.Node, Any]) -> Origin | None:
    for call in model.graph.nodes:
        if call.op == "call_module" and not _is_finite(values[call]):
            module = model.get_submodule(str(call.target))
            is_sound = all(map(_is_finite, module.parameters()))
            return Origin("forward" if is_sound else "weights", str(call.target))
    return None


def _backwards(model: fx.GraphModule, values: dict[fx.Node, Any], loss: Tensor) -> Origin | None:
    """The node whose way back makes the first such number, of a network that makes none forwards."""
    if not loss.requires_grad:
        return None
    made = {call: _differentiable(values[call]) for call in model.graph.nodes if call.op == "call_module"}
    calls = [call for call, value in made.items() if value is not None]
    gradients = _gradients(loss, [made[call] for call in calls])
    sound = {call: each is None or _is_finite(each) for call, each in zip(calls, gradients, strict=True)}
    for call in reversed(calls):
        if not sound[call]:
            return _origin(model, call)
        module = model.get_submodule(str(call.target))
        weights = [each for each in module.parameters() if each.requires_grad]
        if weights and not all(each is None or _is_finite(each) for each in _gradients(loss, weights)):
            return Origin("backward", str(call.target))
    return None


def _origin(model: fx.GraphModule, call: fx.Node) -> Origin:
    """Who made the gradient of a call's output not finite: one that takes it, all of which have finite ones."""
    takers = [path for user in call.users for path in paths_of_takers(user)]
    return Origin("backward", takers[0]) if takers else Origin("loss")


def paths_of_takers(user: fx.Node) -> tuple[str, ...]:
    """The nodes that a call's value goes on to."""
    if user.op == "call_module":
        return (str(user.target),)
    return tuple(path for each in user.users for path in paths_of_takers(each))


def _differentiable(value: Any) -> Any:
    """The first tensor in a value that a gradient can be taken of; None without one."""
    return next((each for each in tree_leaves(value) if isinstance(each, Tensor) and each.requires_grad), None)


def _gradients(loss: Tensor, of: list[Any]) -> list[Tensor | None]:
    return list(torch.autograd.grad(loss, of, retain_graph=True, allow_unused=True)) if of else []


def _is_finite(value: Any) -> bool:
    return all(
        bool(torch.isfinite(each).all())
        for each in tree_leaves(value)
        if isinstance(each, Tensor) and (each.is_floating_point() or each.is_complex())
    )
