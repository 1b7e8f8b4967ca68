"""What a new node is called, before a person gives it another name."""

from __future__ import annotations

from studio.graph import Graph
from studio.graph.names import unique_name
from studio.layers.spec import Layer


def new_name(graph: Graph, layer: Layer) -> str:
    """A free name for a layer: conv1, conv2 …; the first input and output go without a number."""
    stem = layer.stem or layer.kind.lower()
    return unique_name(stem if layer.family == "io" else f"{stem}1", graph)
