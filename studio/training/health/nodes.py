"""The nodes of a network that monitors look at, in the order in which they compute."""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import fx, nn

_SMOOTH = -6.0
"""Below this a smooth relative of ReLU is flat: its slope is less than a hundredth of its largest."""

_SILENT_BELOW: dict[type[nn.Module], float] = {
    nn.ReLU: 0.0, nn.ReLU6: 0.0, nn.GELU: _SMOOTH, nn.SiLU: -9.0, nn.Mish: -9.0, nn.Hardswish: -3.0,
    nn.ELU: _SMOOTH, nn.CELU: _SMOOTH, nn.SELU: _SMOOTH, nn.Softplus: _SMOOTH,
}  # fmt: skip
"""Where the input of such a layer is no larger for any sample, its unit lets no gradient through."""

_FLAT_BEYOND: dict[type[nn.Module], float] = {
    nn.Sigmoid: math.log(99), nn.Tanh: math.atanh(0.99), nn.Hardtanh: 1.0, nn.Hardsigmoid: 3.0, nn.Softsign: 9.0,
}  # fmt: skip
"""Where the size of an input is larger, the function has all but reached its limit (0.99 of the way to it)."""

_FEATURES_LAST = (nn.Linear, nn.LayerNorm, nn.RNNBase, nn.MultiheadAttention, nn.Embedding)


@dataclass(frozen=True)
class WatchedNode:
    """A node that computes: its path, its module, and how what goes into it is to be read.

    `silent_below` is the input up to which a unit lets nothing through, `flat_beyond` the size from which a value is
    saturated, None where there is no such. `axis` is that of the units. `sources` are the nodes it takes values from,
    `is_last` says that an Output takes its own, with nothing but changes of shape between them.
    """

    path: str
    module: nn.Module
    silent_below: float | None = None
    flat_beyond: float | None = None
    axis: int = 1
    sources: tuple[str, ...] = ()
    is_last: bool = False

    @property
    def rows(self) -> int:
        """How many units its largest tensor of weights has; 0 where it has no weights of two axes or more."""
        weights = [each for each in self.module.parameters() if each.dim() > 1]
        return len(max(weights, key=lambda each: each.numel())) if weights else 0

    @property
    def numbers(self) -> int:
        """How many weights it has."""
        return sum(each.numel() for each in self.module.parameters())


def watched_nodes(model: nn.Module) -> tuple[WatchedNode, ...]:
    """All that compute, each once, though copies may share it; () for a module that was not made of a graph."""
    if not isinstance(model, fx.GraphModule):
        return ()
    modules = dict(model.named_modules())
    found: dict[str, WatchedNode] = {}
    last = _last(model)
    for call in model.graph.nodes:
        path = str(call.target)
        if call.op != "call_module" or path in found:
            continue
        module = modules[path]
        found[path] = WatchedNode(
            path,
            module,
            _SILENT_BELOW.get(type(module)),
            _FLAT_BEYOND.get(type(module)),
            _axis(call, modules),
            tuple(source for each in call.all_input_nodes for source in _paths(each)),
            path in last,
        )
    return tuple(found.values())


def _paths(call: fx.Node) -> tuple[str, ...]:
    """The nodes whose value a call hands on."""
    if call.op == "call_module":
        return (str(call.target),)
    return tuple(path for each in call.all_input_nodes for path in _paths(each))


def _last(model: fx.GraphModule) -> set[str]:
    """The nodes whose values Outputs take."""
    ends = [call for call in model.graph.nodes if call.op == "output"]
    return {path for end in ends for each in end.all_input_nodes for path in _paths(each)}


def _axis(call: fx.Node, modules: dict[str, nn.Module]) -> int:
    """The axis of the units in what goes into a call: the last behind layers that compute along that, else 1."""
    while call.all_input_nodes:
        call = call.all_input_nodes[0]
        module = modules.get(str(call.target)) if call.op == "call_module" else None
        if isinstance(module, _FEATURES_LAST):
            return -1
        if module is not None and next(module.parameters(), None) is not None:
            return 1
    return 1
