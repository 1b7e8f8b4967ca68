"""Questions of checks to a network: what stands before its Output, where weights and gradients go."""

from __future__ import annotations

from studio.graph import Graph

PASSING = frozenset(["Flatten", "Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "Squeeze", "Unsqueeze",
                     "Reshape", "Unflatten"])  # fmt: skip
"""Layers that hand each number on as it is, or in training a part of them."""

DROPOUTS = ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")

WEIGHTED = ("convolution", "dense", "recurrent", "attention")
"""Families whose layers mix their inputs by learned weights."""


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


def family(graph: Graph, name: str) -> str:
    """The family of a node's layer; empty for a layer that is not known here."""
    return getattr(graph[name].layer, "family", "")
