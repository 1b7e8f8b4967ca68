"""What every node of a network gives for a sample, with the derivatives by it and by its parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from studio.compiler.analysis import Analysis
from studio.compiler.expansion import Expansion
from studio.compiler.freezing import begin_training
from studio.compiler.own_generator import OwnGenerator
from studio.compiler.turns import a_batch
from studio.insight.notes import notes
from studio.insight.numbers import Numbers, in_json
from studio.insight.trace import Gradients, Ports, Trace, derivatives, parameters_of, traced
from studio.layers.passage import Passage
from studio.text import tr
from studio.training.objective import Objective


@dataclass(frozen=True)
class Parameter:
    """A parameter of a node, and the derivative by it; None where it is frozen."""

    value: Numbers
    gradient: Numbers | None


@dataclass(frozen=True)
class NodeSeen:
    """What a node gives at each of its ports, without the axis of the batch where there is one sample, and derivatives.

    A derivative is None by whole numbers. A block has what stands before its outputs.
    """

    name: str
    outputs: tuple[Numbers, ...]
    gradients: tuple[Numbers | None, ...]
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True)
class Seen:
    """A network seen from inside: its nodes in the order of computing.

    `loss` is that of the batch; None where there is no target, and derivatives are those of the sum of all outputs.
    """

    nodes: tuple[NodeSeen, ...]
    loss: float | None
    notes: tuple[str, ...]


def seen(
    network: nn.Module,
    analysis: Analysis,
    inputs: Sequence[Tensor],
    targets: Tensor | None = None,
    objective: Objective | None = None,
    *,
    training: bool = False,
    seed: int = 0,
) -> Seen:
    """Run one batch (B, *shape) for each Input through a network and back, in evaluation mode or that of training.

    Chance in training mode begins at `seed`; statistics of the network's layers may change then, so that it should be
    a network of one's own. Raises InsightError.
    """
    trace = _run(network, analysis, inputs, training=training, seed=seed)
    loss, gradients = derivatives_of(trace, targets, objective)
    said = notes(analysis, trace, gradients)
    if loss is not None and not math.isfinite(loss) and not said:
        said = (tr("The loss is not finite, though all that leaves the network is."),)
    return Seen(tuple(_nodes(analysis, trace, gradients)), loss, said)


def derivatives_of(
    trace: Trace, targets: Tensor | None, objective: Objective | None, *, by_parameters: bool = True
) -> tuple[float | None, Gradients]:
    """The loss of a pass and its derivatives; without targets there is none, and they are those of the outputs' sum."""
    if targets is None or objective is None:
        return None, derivatives(trace, _sum(trace.results), by_parameters=by_parameters)
    loss = _loss(trace, targets, objective)
    return float(loss.detach()), derivatives(trace, loss, by_parameters=by_parameters)


def _run(network: nn.Module, analysis: Analysis, inputs: Sequence[Tensor], *, training: bool, seed: int) -> Trace:
    begin_training(network) if training else network.eval()
    with a_batch(), torch.enable_grad(), OwnGenerator(seed):
        return traced(network, analysis, inputs)


def _loss(trace: Trace, targets: Tensor, objective: Objective) -> Tensor:
    results = trace.results
    return objective(results if len(results) > 1 else results[0], targets).mean


def _sum(results: Ports) -> Tensor:
    """The sum of all that leaves a network, without whole numbers, which have no derivative."""
    parts = [each.sum() for each in results if each.is_floating_point()]
    return torch.stack(parts).sum() if parts else torch.zeros(())


def _nodes(analysis: Analysis, trace: Trace, gradients: Gradients) -> list[NodeSeen]:
    """Every node that a person has drawn, with those inside blocks; a block stands behind what is inside it."""
    found: dict[str, NodeSeen] = {}
    last = _last_inside(analysis.expansion, trace)
    for name, made in trace.outputs.items():
        if name in analysis.graph or not isinstance(trace.flat[name].layer, Passage):
            found[name] = _node(name, made, gradients.outputs[name], _parameters(trace, name, gradients))
        for block in last.get(name, ()):
            ends = analysis.expansion.blocks[block].outputs
            ports = tuple(trace.outputs[end][0] for end in ends)
            found[block] = _node(block, ports, [gradients.outputs[end][0] for end in ends], {})
    return list(found.values())


def _last_inside(expansion: Expansion, trace: Trace) -> dict[str, list[str]]:
    """The blocks all of whose outputs are computed, by the one of these that is computed last."""
    order = {name: place for place, name in enumerate(trace.outputs)}
    found: dict[str, list[str]] = {}
    for block, span in expansion.blocks.items():
        if all(name in order for name in span.outputs):
            found.setdefault(max(span.outputs, key=order.__getitem__), []).append(block)
    return found


def _node(name: str, made: Ports, gradients: Sequence[Tensor | None], parameters: Mapping[str, Parameter]) -> NodeSeen:
    return NodeSeen(
        name,
        tuple(Numbers.of(_without_batch(each)) for each in made),
        tuple(None if each is None else Numbers.of(_without_batch(each)) for each in gradients),
        parameters,
    )


def _parameters(trace: Trace, name: str, gradients: Gradients) -> dict[str, Parameter]:
    module, found = trace.module(name), {}
    for own, path in parameters_of(trace, name).items():
        assert module is not None
        gradient = gradients.parameters[path]
        found[own] = Parameter(
            Numbers.of(module.get_parameter(own)), None if gradient is None else Numbers.of(gradient)
        )
    return found


def _without_batch(each: Tensor) -> Tensor:
    return each[0] if len(each) == 1 else each


def as_json(found: Seen) -> dict[str, object]:
    """What was seen as JSON has it: nodes under the keys that `studio inspect` promises."""
    loss = found.loss
    return {
        "nodes": [_node_as_json(node) for node in found.nodes],
        "loss": None if loss is None else in_json(loss),
        "gradient_of": "sum_of_outputs" if loss is None else "loss",
        "notes": list(found.notes),
    }


def _node_as_json(node: NodeSeen) -> dict[str, object]:
    outputs = [each.to_json() for each in node.outputs]
    gradients = [each and each.to_json() for each in node.gradients]
    told: dict[str, object] = {"name": node.name, "output": outputs[0], "gradient": gradients[0]}
    if len(outputs) > 1:
        told |= {"outputs": outputs, "gradients": gradients}
    parameters = {
        name: {**each.value.to_json(), "gradient": each.gradient and each.gradient.to_json()}
        for name, each in node.parameters.items()
    }
    return {**told, "parameters": parameters}
