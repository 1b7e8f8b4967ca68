"""Which layers an ONNX file holds, in which of their variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from networks import SHAPES, around, variants

from studio.compiler.analysis import analyse
from studio.graph import Graph
from studio.layers import Layer
from studio.layers.io import Input
from studio.layers.spec import Shape

ODD = {1: (5,), 2: (3, 7), 3: (3, 7, 5), 4: (2, 5, 4, 7)}
"""A sample of each rank, of sizes that nothing divides."""


def held_by_onnx(declared: type[Layer]) -> Graph:
    """Every variant that ONNX can hold, at usual and at odd sizes, in one network; no nodes where there is none."""
    nodes = {}
    for sizes, prefix in ((SHAPES, ""), (ODD, "odd_")):
        held = [layer for layer, _, obstacle in _fitting(declared, sizes) if not obstacle]
        nodes |= dict(around(held, sizes, prefix)) if held else {}
    return Graph(nodes)


def refused_by_onnx(declared: type[Layer]) -> Iterator[tuple[Graph, str]]:
    """Networks of one variant each that ONNX cannot hold, with the reason."""
    for sizes in (SHAPES, ODD):
        yield from ((graph, obstacle) for _, graph, obstacle in _fitting(declared, sizes) if obstacle)


def _fitting(declared: type[Layer], sizes: Mapping[int, Shape]) -> Iterator[tuple[Layer, Graph, str]]:
    """Variants that fit inputs of these sizes, each in a network, with the reason why ONNX cannot hold it, if any."""
    # Only windows care what divides a size, and torch's exporter takes long for these families.
    only_default = sizes is ODD and declared.family in ("recurrent", "attention")
    for layer in [declared.create({})] if only_default else variants(declared):
        graph = around([layer], sizes)
        if not analyse(graph).problems:
            shapes = [node.layer.shape for node in graph.values() if isinstance(node.layer, Input)]
            yield layer, graph, layer.onnx_obstacle(*shapes)
