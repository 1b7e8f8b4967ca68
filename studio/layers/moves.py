"""Whether an edit only put nodes elsewhere or coloured them, so that all that is known of the network holds on."""

from __future__ import annotations

from dataclasses import fields, replace
from operator import attrgetter

from studio.graph import Graph, Node
from studio.graph.definition import Definition
from studio.layers.block import Block

_BESIDES = attrgetter(*(field.name for field in fields(Node) if field.name not in ("layer", "position", "tag")))
"""What a node is besides its layer, where it stands and how it is coloured."""


def is_only_moved(graph: Graph, before: Graph) -> bool:
    """Whether two graphs differ in nothing but where nodes stand and how they look, inside of blocks too."""
    differences = graph.differences(before)
    if differences.gone or len(graph) != len(before):
        return False
    return all(_is_node_only_moved(graph[name], before[name]) for name in differences.changed)


def _is_node_only_moved(node: Node, before: Node) -> bool:
    # Without a copy of the node, as thousands may have been put elsewhere.
    if _BESIDES(node) != _BESIDES(before):
        return False
    now, then = node.layer, before.layer
    if now is then or now == then:
        return True
    if not isinstance(now, Block) or not isinstance(then, Block) or now.params() != then.params():
        return False
    return _is_inside_only_moved(now.definition, then.definition)


def _is_inside_only_moved(definition: Definition, before: Definition) -> bool:
    return replace(definition, graph=before.graph) == before and is_only_moved(definition.graph, before.graph)
