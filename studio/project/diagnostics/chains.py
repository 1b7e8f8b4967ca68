"""Questions of checks to a network: of what families its layers are."""

from __future__ import annotations

from studio.graph import Graph

DROPOUTS = ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")

WEIGHTED = ("convolution", "dense", "recurrent", "attention")
"""Families whose layers mix their inputs by learned weights."""


def family(graph: Graph, name: str) -> str:
    """The family of a node's layer; empty for a layer that is not known here."""
    return getattr(graph[name].layer, "family", "")
