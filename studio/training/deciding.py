"""Finds the one parameter that decides how many numbers come out of a network, also where it lies inside a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from studio.graph import Graph, Source
from studio.graph.definition import definitions
from studio.layers.block import Block

WIDTHS = ("out_features", "out_channels")


def deciding_parameter(graph: Graph, output: str, got: int) -> tuple[str, str] | None:
    """(node, parameter) that alone decides that `got` numbers come out of a network, None when none does.

    A node inside a block has a dotted path, and then no other block of the network is of the same definition.
    """
    return _decider(graph, output, got, Counter(_blocks(graph)))


def _decider(graph: Graph, output: str, got: int, uses: Counter[str]) -> tuple[str, str] | None:
    name = output
    while len(sources := graph[name].inputs) == 1 and sources[0] is not None:
        source = sources[0]
        name = source.node
        layer = graph[name].layer
        for parameter in WIDTHS:
            if hasattr(layer, parameter):
                return (name, parameter) if getattr(layer, parameter) == got else None
        if isinstance(layer, Block):
            return _in_block(layer, source, got, uses)
    return None


def _in_block(block: Block, source: Source, got: int, uses: Counter[str]) -> tuple[str, str] | None:
    """What decides it inside of a block: a parameter of the block that is handed on, or one of a node in it."""
    if block.repeat != 1:
        return None
    inner, at = block.definition.graph, block.definition.outputs[source.port]
    handed = _handed_on(inner, at)
    if handed is not None:
        return (source.node, handed) if getattr(block, handed, None) == got else None
    found = _decider(inner, at, got, uses)
    if found is None or uses[block.definition.name] > 1:
        return None
    return f"{source.node}.{found[0]}", found[1]


def _handed_on(graph: Graph, output: str) -> str | None:
    """The block's parameter that the last layer with a width takes as it is; "" where it works it out in another way,
    None where it has a width of its own."""
    name = output
    while len(sources := graph[name].inputs) == 1 and sources[0] is not None:
        name = sources[0].node
        node = graph[name]
        for parameter in WIDTHS:
            if hasattr(node.layer, parameter):
                text = dict(node.bindings).get(parameter)
                return None if text is None else text.strip() if text.strip().isidentifier() else ""
        if isinstance(node.layer, Block):
            break
    return None


def _blocks(graph: Graph) -> Iterator[str]:
    """The name of the definition of each block of a network, also inside of others."""
    for part in (graph, *(each.graph for each in definitions(graph).values())):
        for node in part.values():
            if isinstance(node.layer, Block):
                yield node.layer.definition.name
