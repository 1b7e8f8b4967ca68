"""Whether an edit put nodes elsewhere and changed nothing else, so that all that is known of the network holds on."""

from __future__ import annotations

from dataclasses import replace

from studio.graph import Graph, Node
from studio.graph.definition import Definition
from studio.layers.block import Block


def is_only_moved(graph: Graph, before: Graph) -> bool:
    """Whether two graphs differ in nothing but where nodes stand, inside of blocks too."""
    differences = graph.differences(before)
    if differences.gone or len(graph) != len(before):
        return False
    return all(_is_node_only_moved(graph[name], before[name]) for name in differences.changed)


def _is_node_only_moved(node: Node, before: Node) -> bool:
    placed = replace(node, position=before.position)
    if placed == before:
        return True
    now, then = node.layer, before.layer
    if not isinstance(now, Block) or not isinstance(then, Block) or now.params() != then.params():
        return False
    return replace(placed, layer=then) == before and _is_inside_only_moved(now.definition, then.definition)


def _is_inside_only_moved(definition: Definition, before: Definition) -> bool:
    return replace(definition, graph=before.graph) == before and is_only_moved(definition.graph, before.graph)
