"""What a network does and costs: per node and in total, from torch; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.compiler.measure import measure
from studio.compiler.refusal import Refusal, is_too_big, refuse
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node, Problem
from studio.layers import Layer, Placeholder, format_shape
from studio.layers.io import Input, Output
from studio.layers.spec import Arrival


@dataclass(frozen=True, slots=True)
class NodeReport:
    """Read-outs of one node. `outputs` is None where they cannot be known, because of it or of what feeds it.

    MACs and bytes are per sample; `activation_bytes` is the memory of what the node hands on, none for an Output.
    """

    inputs: tuple[TensorSpec, ...] | None = None
    outputs: tuple[TensorSpec, ...] | None = None
    parameters: int = 0
    trainable_parameters: int = 0
    macs: int = 0
    activation_bytes: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all nodes; MACs and bytes per sample."""

    parameters: int = 0
    trainable_parameters: int = 0
    macs: int = 0
    activation_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """The read-outs of a graph, in topological order of its nodes."""

    graph: Graph
    nodes: Mapping[str, NodeReport]
    total: Totals
    problems: tuple[Problem, ...] = field(default=())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the network from running."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def analyse(graph: Graph, previous: Analysis | None = None) -> Analysis:
    """Examine a graph. With the analysis of an earlier graph only what changed since is examined again."""
    reports: dict[str, NodeReport] = {}
    for name in graph.order:
        reports[name] = _kept(name, graph, reports, previous) or _examine(name, graph[name], reports)
    found = [problem for name in graph for problem in reports[name].problems]
    return Analysis(graph, reports, _total(reports), (*found, *_dead_ends(graph, reports), *_missing_ends(graph)))


def _kept(name: str, graph: Graph, reports: Mapping[str, NodeReport], previous: Analysis | None) -> NodeReport | None:
    """The earlier report, when neither the node nor what its sources hand on has changed since."""
    if previous is None or name not in previous.nodes or name not in previous.graph:
        return None
    node, earlier = graph[name], previous.graph[name]
    if node is not earlier and (node.layer != earlier.layer or node.inputs != earlier.inputs):
        return None
    for source in node.inputs:
        if source is not None:
            before = previous.nodes.get(source.node)
            now = reports[source.node]
            if before is None or (now is not before and now.outputs != before.outputs):
                return None
    return previous.nodes[name]


def _examine(name: str, node: Node, reports: Mapping[str, NodeReport]) -> NodeReport:
    layer = node.layer
    if isinstance(layer, Placeholder):
        return _failed(name, layer.message, "Replace it, or open the project with a version that knows it.")
    assert isinstance(layer, Layer)
    if isinstance(layer, Input):
        return _examine_input(name, layer)
    unlinked = _wrongly_linked(name, node, layer, reports)
    if unlinked is not None:
        return unlinked
    arriving: list[Arrival] = []
    for source in node.inputs:
        assert source is not None
        outputs = reports[source.node].outputs
        if outputs is None:
            return NodeReport()
        arriving.append(Arrival(*outputs[source.port], str(source)))
    return _run(name, layer, arriving)


def _examine_input(name: str, layer: Input) -> NodeReport:
    spec = TensorSpec(layer.shape, layer.dtype)
    if is_too_big(spec):
        return _failed(
            name,
            f"One sample of shape {format_shape(layer.shape)} would take more than a tebibyte of memory.",
            "Make the shape smaller.",
        )
    return NodeReport(inputs=(), outputs=(spec,), activation_bytes=spec.bytes)


def _wrongly_linked(name: str, node: Node, layer: Layer, reports: Mapping[str, NodeReport]) -> NodeReport | None:
    """What is wrong with the links into a node: too many, none, or from an output that is not there."""
    if not layer.variadic and len(node.inputs) > len(layer.inputs):
        return _failed(
            name,
            f"{layer.kind} takes {count(len(layer.inputs), 'input')}, but {len(node.inputs)} are plugged in.",
            "Remove the surplus links.",
        )
    if not node.inputs or None in node.inputs:
        return _failed(
            name,
            f"Nothing is plugged into {_open_port(node)} of {layer.kind}.",
            "Drag a link to it from the layer before, or remove it.",
        )
    for source in node.inputs:
        assert source is not None
        outputs = reports[source.node].outputs
        if outputs is not None and source.port >= len(outputs):
            return _failed(
                name,
                f"{layer.kind} takes output {source.port} of “{source.node}”, "
                f"which has {count(len(outputs), 'output')}, counted from 0.",
                "Link it to another output.",
            )
    return None


def _run(name: str, layer: Layer, arriving: Sequence[Arrival]) -> NodeReport:
    """The read-outs of a layer on what arrives, or its refusal with the names of where that comes from."""
    specs = tuple(TensorSpec(arrival.shape, arrival.dtype) for arrival in arriving)
    measured = measure(layer, specs)
    if isinstance(measured, Refusal):
        told = measured if measured.reason is None else refuse(layer, arriving, measured.reason)
        return NodeReport(specs, problems=(Problem("error", name, told.message, told.remedy),))
    advice = layer.advise(arriving)
    return NodeReport(
        inputs=specs,
        outputs=measured.outputs,
        parameters=measured.parameters,
        trainable_parameters=measured.trainable_parameters,
        macs=measured.macs,
        activation_bytes=0 if isinstance(layer, Output) else sum(spec.bytes for spec in measured.outputs),
        problems=() if advice is None else (Problem(advice.severity, name, advice.message, advice.remedy),),
    )


def count(number: int, thing: str) -> str:
    """`1 input`, `2 inputs`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _open_port(node: Node) -> str:
    if len(node.inputs) <= 1:
        return "the input"
    return f"input {node.inputs.index(None) + 1}"


def _failed(name: str, message: str, remedy: str) -> NodeReport:
    return NodeReport(problems=(Problem("error", name, message, remedy),))


def _dead_ends(graph: Graph, reports: Mapping[str, NodeReport]) -> list[Problem]:
    """The last nodes of branches that lead to no Output, in a network that has one."""
    if not any(isinstance(node.layer, Output) for node in graph.values()):
        return []
    return [
        Problem(
            "warning",
            name,
            f"{node.layer.kind} leads to no Output, so it has no part in training and is not exported.",
            "Link it onwards, or remove it.",
        )
        for name, node in graph.items()
        if not graph.consumers[name] and not isinstance(node.layer, Output) and reports[name].outputs is not None
    ]


def _missing_ends(graph: Graph) -> list[Problem]:
    """A network needs a way in and a way out."""
    if not graph:
        return [
            Problem(
                "error",
                None,
                "The network is empty.",
                "Drag an Input from the palette, or start from a template.",
            )
        ]
    kinds = {type(node.layer) for node in graph.values()}
    return [
        Problem(
            "error",
            None,
            f"The network has no {end.__name__}, where data {verb} it.",
            f"Add an {end.__name__} and link it.",
        )
        for end, verb in ((Input, "enters"), (Output, "leaves"))
        if end not in kinds
    ]


def _total(reports: Mapping[str, NodeReport]) -> Totals:
    return Totals(
        parameters=sum(report.parameters for report in reports.values()),
        trainable_parameters=sum(report.trainable_parameters for report in reports.values()),
        macs=sum(report.macs for report in reports.values()),
        activation_bytes=sum(report.activation_bytes for report in reports.values()),
    )
