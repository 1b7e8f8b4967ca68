"""What stands at the end of a network: the last layer that changes the numbers which an Output gets."""

from __future__ import annotations

from studio.graph import Graph

PASSING = frozenset(["Flatten", "Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "Squeeze", "Unsqueeze",
                     "Reshape", "Unflatten"])  # fmt: skip
"""Layers that hand each number on as it is, or in training a part of them."""


def before(graph: Graph, name: str) -> str | None:
    """The node that feeds the first port of a node."""
    inputs = graph[name].inputs
    return inputs[0].node if inputs and inputs[0] is not None else None


def last_layer(graph: Graph, output: str) -> str | None:
    """The last node before an Output that changes the numbers, behind which they are only passed on."""
    name = before(graph, output)
    while name is not None and graph[name].layer.kind in PASSING:
        name = before(graph, name)
    return name
