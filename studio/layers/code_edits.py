"""Edits of a layer's code: what is typed is kept beside the layer as a draft, until a person has it run."""

from __future__ import annotations

from dataclasses import replace

from studio.graph import Graph, Node
from studio.graph.edits import set_layer
from studio.layers.custom import Custom


def text_of(node: Node) -> str:
    """The code to show for a node: what was typed last, run or not. Empty for a node without code."""
    return node.draft if node.draft is not None else code_of(node)


def code_of(node: Node) -> str:
    """The code that the node's layer is."""
    return node.layer.code if isinstance(node.layer, Custom) else ""


def keep_typed(graph: Graph, name: str, text: str) -> Graph:
    """Keep what was typed, so that no half-written code breaks the network, and none is lost.

    The layer, its ports and links stay as they are. Code typed back to what the layer is leaves no draft.
    """
    node = graph[name]
    draft = None if text == code_of(node) else text
    return graph if draft == node.draft else graph.replacing({name: replace(node, draft=draft)})


def adopt_typed(graph: Graph, name: str) -> Graph:
    """Make the code typed the layer's own. Raises ParameterError where it is too long."""
    node = graph[name]
    assert isinstance(node.layer, Custom)
    if node.draft is None:
        return graph
    changed = set_layer(graph, name, node.layer.changed(code=node.draft))
    return changed.replacing({name: replace(changed[name], draft=None)})
