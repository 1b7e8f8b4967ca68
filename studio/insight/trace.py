"""One pass of samples through a network, with what every node gives, and with the derivatives that come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from studio.compiler.analysis import Analysis
from studio.compiler.expansion import module_path
from studio.compiler.module import inputs_of, outputs_of
from studio.graph import Graph, Source
from studio.insight.errors import InsightError
from studio.layers import Layer
from studio.layers.io import Input, Output
from studio.layers.passage import Passage
from studio.text import tr
from studio.training.failures import LONE_VALUE

Ports = tuple[Tensor, ...]
"""One tensor (B, …) for each output port of a node."""


@dataclass(eq=False)
class Trace:
    """What the nodes of a flat network give for a batch of samples: for each, in the order of computing, its ports.

    Every tensor is one of its own, also where a layer hands on what it got, so that a derivative by it counts just
    the ways through this node. Outputs have what they get. What leads to no Output is not computed.
    """

    network: nn.Module
    flat: Graph
    outputs: dict[str, Ports] = field(default_factory=dict)

    @property
    def results(self) -> Ports:
        """The tensors that leave the network, one for each Output."""
        return tuple(self.outputs[name][0] for name in outputs_of(self.flat))

    def module(self, name: str) -> nn.Module | None:
        """The module that a node calls; None where it has none (Inputs, Outputs, what is passed by)."""
        if isinstance(self.flat[name].layer, Input | Output | Passage):
            return None
        return self.network.get_submodule(module_path(name))

    def arriving(self, name: str) -> Ports:
        """What a node gets, one tensor for each of its input ports."""
        return tuple(self._at(source) for source in self.flat[name].inputs)

    def _at(self, source: Source | None) -> Tensor:
        assert source is not None
        return self.outputs[source.node][source.port]


@dataclass(frozen=True, eq=False)
class Gradients:
    """Derivatives of one number by what every node gives, and by the parameters.

    None stands for what has no derivative: whole numbers, and parameters of frozen nodes, for which none is computed.
    Where the number does not depend on something, its derivative is 0.
    """

    outputs: Mapping[str, tuple[Tensor | None, ...]]
    parameters: Mapping[str, Tensor | None]


def traced(network: nn.Module, analysis: Analysis, inputs: Sequence[Tensor]) -> Trace:
    """Run a network of this graph on one batch (B, *shape) for each Input, in their order, in the mode it is in.

    Within `torch.no_grad()` nothing is kept for derivatives. Raises InsightError where a layer refuses the numbers.
    """
    trace = Trace(network, analysis.expansion.whole)
    given = dict(zip(inputs_of(analysis.graph), inputs, strict=True))
    for name in computed(trace.flat):
        layer = trace.flat[name].layer
        if isinstance(layer, Input):
            made: Ports = (given[name],)
        else:
            module = trace.module(name)
            # Copies, as code of a layer may change in place what it gets.
            arriving = tuple(each.clone() for each in trace.arriving(name))
            made = arriving if module is None else _called(module, name, layer, arriving)
        trace.outputs[name] = tuple(map(_own, made))
    return trace


def computed(flat: Graph) -> list[str]:
    """The nodes of a flat graph that lead to an Output, in its order, each behind what it depends on."""
    needed, waiting = set[str](), [*outputs_of(flat)]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [source.node for source in flat[name].inputs if source is not None]
    return [name for name in flat.order if name in needed]


def derivatives(trace: Trace, of: Tensor, *, by_parameters: bool = True) -> Gradients:
    """The derivatives of one number that was computed from a trace, by what is in it, parameters only if asked for."""
    parameters = dict(trace.network.named_parameters())
    wanted: dict[object, Tensor] = {
        (name, port): each for name, made in trace.outputs.items() for port, each in enumerate(made)
    }
    if by_parameters:
        wanted.update(parameters)
    found = _by(of, {key: each for key, each in wanted.items() if each.requires_grad})
    by_port = {
        name: tuple(found.get((name, port)) for port in range(len(made))) for name, made in trace.outputs.items()
    }
    return Gradients(by_port, {name: found.get(name) for name in parameters})


def parameters_of(trace: Trace, name: str) -> dict[str, str]:
    """The parameters of a node by their name in it: their names in the network."""
    module, path = trace.module(name), module_path(name)
    return {} if module is None else {own: f"{path}.{own}" for own, _ in module.named_parameters()}


def _by(of: Tensor, wanted: Mapping[object, Tensor]) -> dict[object, Tensor]:
    if not of.requires_grad or not wanted:
        return {key: torch.zeros_like(each) for key, each in wanted.items()}
    found: Iterable[Tensor | None] = torch.autograd.grad(of, list(wanted.values()), allow_unused=True)
    return {
        key: torch.zeros_like(each) if gradient is None else gradient
        for (key, each), gradient in zip(wanted.items(), found, strict=True)
    }


def _own(made: Tensor) -> Tensor:
    """A tensor of its own with the same numbers, by which there is a derivative where they are no whole numbers."""
    own = made.clone()
    if own.is_floating_point() and torch.is_grad_enabled() and not own.requires_grad:
        own.requires_grad_()
    return own


def _called(module: nn.Module, name: str, layer: object, arriving: Ports) -> Ports:
    try:
        made = module(*arriving)
    except (RuntimeError, ValueError, IndexError, TypeError, ArithmeticError) as error:
        reason = layer.reason(error) if isinstance(layer, Layer) else str(error)
        raise refused(name, reason) from error
    return made if isinstance(made, tuple) else (made,)


def refused(name: str, reason: str) -> InsightError:
    """Why a node cannot compute what it got."""
    if LONE_VALUE in reason:
        return InsightError(
            tr("“{node}” takes its mean over a batch in training mode, and a single sample has none.", node=name),
            tr("Take more samples with --batch, or leave out --train."),
        )
    return InsightError(
        tr("“{node}” cannot compute with these numbers: {reason}", node=name, reason=reason),
        tr("Try other numbers, or correct the layer."),
    )
