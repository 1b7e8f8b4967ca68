"""Whether a block would take given inputs, and what would come out of it: asked before it is linked."""

from __future__ import annotations

from collections.abc import Sequence

from studio.compiler.analysis import analyse
from studio.compiler.measure import Measurement, measure
from studio.compiler.shape_errors import Refusal
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node, Source
from studio.layers import Layer, ParameterError
from studio.layers.block import Block
from studio.layers.io import Input

BLOCK = "block"


def try_on(layer: Layer, inputs: Sequence[TensorSpec]) -> Measurement | Refusal:
    """What a layer or a block makes of inputs, or why it cannot take them. Never raises."""
    if not isinstance(layer, Block):
        return measure(layer, tuple(inputs))
    try:
        ends = [Input.create({"shape": spec.shape, "dtype": spec.dtype}) for spec in inputs]
    except ParameterError as error:
        return Refusal(str(error), "Plug something else into it.")
    graph = {f"input{place}": Node(end) for place, end in enumerate(ends)}
    analysis = analyse(Graph({**graph, BLOCK: Node(layer, tuple(map(Source, graph)))}))
    for problem in analysis.errors:
        path = problem.node or ""
        if path.partition(".")[0].partition("@")[0] == BLOCK:
            where = f"“{path.removeprefix(f'{BLOCK}.')}” inside: " if "." in path else ""
            return Refusal(f"{where}{problem.message}", problem.remedy)
    report = analysis.nodes[BLOCK]
    return Measurement(report.outputs or (), report.parameters, report.trainable_parameters, report.macs)
