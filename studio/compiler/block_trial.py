"""Whether a block would take given inputs, and what would come out of it: asked before it is linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.compiler.analysis import analyse
from studio.compiler.measure import Measurement, measure
from studio.compiler.shape_errors import Refusal
from studio.compiler.tensors import TensorSpec
from studio.graph import Finding, Graph, Node, Problem, Source
from studio.layers import Layer, ParameterError
from studio.layers.block import Block
from studio.layers.io import Input
from studio.text import tr

BLOCK = "block"


def try_on(layer: Layer, inputs: Sequence[TensorSpec]) -> Measurement | Refusal:
    """What a layer or a block makes of inputs, or why it cannot take them. Never raises."""
    if not isinstance(layer, Block):
        return measure(layer, tuple(inputs))
    try:
        ends = [Input.create({"shape": spec.shape, "dtype": spec.dtype}) for spec in inputs]
    except ParameterError as error:
        return Refusal(Finding("no-such-input", str(error), tr("Plug something else into it.")))
    graph = {f"input{place}": Node(end) for place, end in enumerate(ends)}
    analysis = analyse(Graph({**graph, BLOCK: Node(layer, tuple(map(Source, graph)))}))
    for problem in analysis.errors:
        path = problem.node or ""
        if path.partition(".")[0].partition("@")[0] == BLOCK:
            return Refusal(_inside(path.removeprefix(f"{BLOCK}."), problem) if "." in path else problem.finding)
    report = analysis.nodes[BLOCK]
    return Measurement(report.outputs or (), report.parameters, report.trainable_parameters, report.macs)


def _inside(path: str, problem: Problem) -> Finding:
    """The problem of a node inside, told at the block."""
    told = tr("“{node}” inside: {problem}", node=path, problem=problem.message)
    return replace(problem.finding, message=told)
