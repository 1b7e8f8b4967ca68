"""What a network does and costs: per node and in total, from torch; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.compiler.measure import Refusal, measure
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node, Problem
from studio.layers import Layer, Placeholder
from studio.layers.io import Input, Output


@dataclass(frozen=True, slots=True)
class NodeReport:
    """Read-outs of one node. `outputs` is None where they cannot be known, because of it or of what feeds it.

    MACs and bytes are per sample; `activation_bytes` is the memory of what the node hands on.
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
    problems = [problem for name in graph for problem in reports[name].problems]
    return Analysis(graph, reports, _total(reports), (*problems, *_missing_ends(graph)))


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
        spec = TensorSpec(layer.shape, layer.dtype)
        return NodeReport(inputs=(), outputs=(spec,), activation_bytes=spec.bytes)
    if not layer.variadic and len(node.inputs) > len(layer.inputs):
        return _failed(
            name,
            f"“{name}” has {len(node.inputs)} inputs, but {layer.kind} takes {len(layer.inputs)}.",
            "Remove the surplus links.",
        )
    if not node.inputs or None in node.inputs:
        return _failed(
            name,
            f"Nothing is plugged into {_open_port(node)} of “{name}”.",
            "Drag a link to it, or remove the node.",
        )
    specs: list[TensorSpec] = []
    for source in node.inputs:
        assert source is not None
        outputs = reports[source.node].outputs
        if outputs is None:
            return NodeReport()
        if source.port >= len(outputs):
            return _failed(
                name,
                f"“{name}” takes output {source.port} of “{source.node}”, which has {len(outputs)}.",
                "Link it to another output.",
            )
        specs.append(outputs[source.port])
    return _report(name, layer, tuple(specs), [str(source) for source in node.inputs])


def _report(name: str, layer: Layer, specs: tuple[TensorSpec, ...], sources: list[str]) -> NodeReport:
    measured = measure(layer, specs)
    if isinstance(measured, Refusal):
        return NodeReport(
            specs,
            problems=(
                Problem("error", name, f"{name}: {measured.message} (from {', '.join(sources)})", measured.remedy),
            ),
        )
    return NodeReport(
        inputs=specs,
        outputs=measured.outputs,
        parameters=measured.parameters,
        trainable_parameters=measured.trainable_parameters,
        macs=measured.macs,
        activation_bytes=sum(spec.bytes for spec in measured.outputs),
    )


def _open_port(node: Node) -> str:
    if not node.inputs or len(node.inputs) == 1:
        return "the input"
    return f"input {node.inputs.index(None) + 1}"


def _failed(name: str, message: str, remedy: str) -> NodeReport:
    return NodeReport(problems=(Problem("error", name, message, remedy),))


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
    problems = []
    for end, verb in ((Input, "enters"), (Output, "leaves")):
        if end not in kinds:
            problems.append(
                Problem(
                    "error",
                    None,
                    f"The network has no {end.__name__}, where data {verb} it.",
                    f"Add an {end.__name__} and link it.",
                )
            )
    return problems


def _total(reports: Mapping[str, NodeReport]) -> Totals:
    return Totals(
        parameters=sum(report.parameters for report in reports.values()),
        trainable_parameters=sum(report.trainable_parameters for report in reports.values()),
        macs=sum(report.macs for report in reports.values()),
        activation_bytes=sum(report.activation_bytes for report in reports.values()),
    )
