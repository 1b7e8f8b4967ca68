"""What a network does and costs: per node and in total, from torch; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.compiler.expansion import Expansion, expand, module_path
from studio.compiler.initialize import problems_of
from studio.compiler.measure import measure
from studio.compiler.report import NodeReport, Totals, nested, total
from studio.compiler.shape_errors import Refusal, is_too_big, refuse
from studio.compiler.size import excess
from studio.compiler.tensors import TensorSpec
from studio.graph import Finding, Graph, Kind, Node, Problem, Source
from studio.layers import Layer, Placeholder, format_shape
from studio.layers.io import Input, Output
from studio.layers.passage import Passage
from studio.layers.spec import Arrival
from studio.text import listed, tr

__all__ = ["Analysis", "NodeReport", "Totals", "analyse", "unexamined"]

EMPTY = Kind("empty-network", "The network is empty.", "Drag an Input from the palette, or start from a template.")
NO_INPUT = Kind("no-input", "The network has no Input, where data enters it.", "Add an Input and link it.")
NO_OUTPUT = Kind("no-output", "The network has no Output, where data leaves it.", "Add an Output and link it.")
DEAD_END = Kind(
    "dead-end",
    "{layer} leads to no Output, so it has no part in training and is not exported.",
    "Link it onwards, or remove it.",
)
NOTHING_PASSED = Kind(
    "open-passage", "Nothing is plugged in here, so nothing comes out.", "Drag a link to it from the layer before."
)
NO_SUCH_OUTPUT = Kind(
    "no-such-output",
    "{layer} takes output {port} of “{source}”, which has {count} output, counted from 0.",
    "Link it to another output.",
    plural="{layer} takes output {port} of “{source}”, which has {count} outputs, counted from 0.",
)
OTHER_COPIES = Kind(
    "copies-differ",
    "The copies of this block share their weights, but a later one gets {shapes} here where the first gets {first}.",
    "Let the block hand on the shape that it takes, or give each copy weights of its own.",
)
SAMPLE_TOO_BIG = Kind(
    "sample-too-big",
    "One sample of shape {shape} would take more than a tebibyte of memory.",
    "Make the shape smaller.",
)
SURPLUS_LINKS = Kind(
    "surplus-links",
    "{layer} takes {count} input, but {links} are plugged in.",
    "Remove the surplus links.",
    plural="{layer} takes {count} inputs, but {links} are plugged in.",
)
OPEN_INPUT = Kind(
    "open-input",
    "Nothing is plugged into {port} of {layer}.",
    "Drag a link to it from the layer before, or remove it.",
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The read-outs of a graph.

    `nodes` has a report for each path: nodes of the graph, and dotted, those inside its blocks and the blocks there.
    `calls` are the nodes of the flat form, of which copies with shared weights count the weights once.
    """

    graph: Graph
    nodes: Mapping[str, NodeReport]
    total: Totals
    problems: tuple[Problem, ...]
    expansion: Expansion
    calls: Mapping[str, NodeReport]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the network from running."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def analyse(graph: Graph, previous: Analysis | None = None) -> Analysis:
    """Examine a graph. With the analysis of an earlier graph only what changed since is examined again.

    Of one that is too large nothing is known but that.
    """
    too_large = excess(graph)
    if too_large is not None:
        return unexamined(graph, too_large)
    expansion = expand(graph)
    flat = expansion.whole
    calls: dict[str, NodeReport] = {}
    for name in flat.order:
        calls[name] = _kept(name, flat, calls, previous) or _examine(name, flat[name], calls)
    found = dict.fromkeys(problem for name in flat for problem in calls[name].problems)
    return Analysis(
        graph,
        nested(expansion, calls),
        total(calls.values()),
        (*found, *_dead_ends(flat, calls), *_missing_ends(graph)),
        expansion,
        calls,
    )


def unexamined(graph: Graph, problem: Problem) -> Analysis:
    """The analysis of a graph of which nothing is known but what kept it from being examined."""
    nodes = dict.fromkeys(graph, NodeReport())
    return Analysis(graph, nodes, Totals(), (problem,), Expansion(graph, graph, {}), nodes)


def _kept(name: str, graph: Graph, reports: Mapping[str, NodeReport], previous: Analysis | None) -> NodeReport | None:
    """The earlier report, when neither the node nor what its sources hand on has changed since."""
    if previous is None or name not in previous.calls or name not in previous.expansion.whole:
        return None
    node, earlier = graph[name], previous.expansion.whole[name]
    if isinstance(node.layer, Layer) and node.layer.runs_code:
        return None
    if node is not earlier and (
        (node.layer, node.inputs, node.init, node.frozen)
        != (earlier.layer, earlier.inputs, earlier.init, earlier.frozen)
    ):
        return None
    for source in node.inputs:
        if source is not None:
            before = previous.calls.get(source.node)
            now = reports[source.node]
            if before is None or (now is not before and now.outputs != before.outputs):
                return None
    return None if _is_copy(name) else previous.calls[name]


def _is_copy(name: str) -> bool:
    """Whether the node uses the weights of another."""
    return module_path(name) != name


def _examine(name: str, node: Node, reports: Mapping[str, NodeReport]) -> NodeReport:
    layer = node.layer
    if isinstance(layer, Placeholder):
        return _failed(name, layer.finding)
    if isinstance(layer, Passage):
        return _examine_passage(name, node, reports)
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
    report = _run(name, layer, arriving)
    if node.frozen:
        report = replace(report, trainable_parameters=0)
    if node.init and report.inputs is not None and report.outputs is not None:
        wrong = problems_of(module_path(name), node, report.inputs)
        report = replace(report, problems=report.problems + wrong)
    return _with_shared_weights(name, report, reports[module_path(name)]) if _is_copy(name) else report


def _examine_passage(name: str, node: Node, reports: Mapping[str, NodeReport]) -> NodeReport:
    """An end of a block, or a bypassed node: it hands on what it gets."""
    source = next(iter(node.inputs), None)
    if source is None:
        return _failed(name, NOTHING_PASSED.finding())
    outputs = reports[source.node].outputs
    if outputs is None:
        return NodeReport()
    if source.port >= len(outputs):
        return _failed(name, _no_such_output(tr("It"), source, len(outputs)))
    return NodeReport(inputs=(outputs[source.port],), outputs=(outputs[source.port],))


def _with_shared_weights(name: str, report: NodeReport, first: NodeReport) -> NodeReport:
    """The report of a further copy: its weights are counted with the first, which has to get the same shapes."""
    if report.outputs is None or report.inputs == first.inputs:
        return replace(report, parameters=0, trainable_parameters=0)
    got, wanted = (listed(format_shape(spec.shape) for spec in each.inputs or ()) for each in (report, first))
    return _failed(name, OTHER_COPIES.finding(shapes=got, first=wanted))


def _examine_input(name: str, layer: Input) -> NodeReport:
    spec = TensorSpec(layer.shape, layer.dtype)
    if is_too_big(spec):
        return _failed(name, SAMPLE_TOO_BIG.finding(shape=format_shape(layer.shape)))
    return NodeReport(inputs=(), outputs=(spec,), activation_bytes=spec.bytes)


def _wrongly_linked(name: str, node: Node, layer: Layer, reports: Mapping[str, NodeReport]) -> NodeReport | None:
    """What is wrong with the links into a node: too many, none, or from an output that is not there."""
    if not layer.variadic and len(node.inputs) > len(layer.inputs):
        links = SURPLUS_LINKS.finding(layer=layer.kind, count=len(layer.inputs), links=len(node.inputs))
        return _failed(name, links)
    if not node.inputs or None in node.inputs:
        return _failed(name, OPEN_INPUT.finding(port=_open_port(node), layer=layer.kind))
    for source in node.inputs:
        assert source is not None
        outputs = reports[source.node].outputs
        if outputs is not None and source.port >= len(outputs):
            return _failed(name, _no_such_output(layer.kind, source, len(outputs)))
    return None


def _run(name: str, layer: Layer, arriving: Sequence[Arrival]) -> NodeReport:
    """The read-outs of a layer on what arrives, or its refusal with the names of where that comes from."""
    specs = tuple(TensorSpec(arrival.shape, arrival.dtype) for arrival in arriving)
    measured = measure(layer, specs)
    if isinstance(measured, Refusal):
        told = measured if measured.reason is None else refuse(layer, arriving, measured.reason)
        problem = Problem("error", module_path(name), told.finding, line=measured.line)
        return NodeReport(specs, problems=(problem,))
    advice = layer.advise(arriving)
    return NodeReport(
        inputs=specs,
        outputs=measured.outputs,
        parameters=measured.parameters,
        trainable_parameters=measured.trainable_parameters,
        macs=measured.macs,
        connections=measured.connections,
        activation_bytes=0 if isinstance(layer, Output) else sum(spec.bytes for spec in measured.outputs),
        problems=() if advice is None else (Problem(advice.severity, module_path(name), advice.finding),),
    )


def _no_such_output(layer: str, source: Source, outputs: int) -> Finding:
    return NO_SUCH_OUTPUT.finding(layer=layer, port=source.port, source=source.node, count=outputs)


def _open_port(node: Node) -> str:
    if len(node.inputs) <= 1:
        return tr("the input")
    return tr("input {number}", number=node.inputs.index(None) + 1)


def _failed(name: str, finding: Finding) -> NodeReport:
    return NodeReport(problems=(Problem("error", module_path(name), finding),))


def _dead_ends(graph: Graph, reports: Mapping[str, NodeReport]) -> list[Problem]:
    """The last nodes of branches that lead to no Output, in a network that has one."""
    if not any(isinstance(node.layer, Output) for node in graph.values()):
        return []
    return [
        DEAD_END.problem("warning", module_path(name), layer=_called(node))
        for name, node in graph.items()
        if not graph.consumers[name] and not isinstance(node.layer, Output) and reports[name].outputs is not None
    ]


def _called(node: Node) -> str:
    return tr("This end of the block") if isinstance(node.layer, Passage) else node.layer.kind


def _missing_ends(graph: Graph) -> list[Problem]:
    """A network needs a way in and a way out."""
    if not graph:
        return [EMPTY.problem("error", None)]
    kinds = {type(node.layer) for node in graph.values()}
    ends: tuple[tuple[type[Layer], Kind], ...] = ((Input, NO_INPUT), (Output, NO_OUTPUT))
    return [missing.problem("error", None) for end, missing in ends if end not in kinds]
