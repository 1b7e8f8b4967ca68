"""Whether a network has Outputs whose loss counts by a weight of their own."""

from __future__ import annotations

from studio.graph import Graph
from studio.layers.io import Output


def has_several_outputs(graph: Graph) -> bool:
    """Whether there are Outputs after the first."""
    return graph.layer_classes.get(Output, 0) > 1
