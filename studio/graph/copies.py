"""Copies of part of a network, put where no other node stands."""

from __future__ import annotations

from collections.abc import Iterable

from studio.graph.edits import fragment, paste
from studio.graph.model import Graph, Position

STEP = 40.0
"""How far beside its original a copy is put."""


def add_copy(graph: Graph, part: Graph, at: Position | None, *, incoming: bool) -> tuple[Graph, tuple[str, ...]]:
    """Put a part into a graph, its upper left corner at `at` or beside the original; gives the names it got."""
    part = part if incoming else fragment(part, part)
    offset = (STEP, STEP) if at is None else _from_corner(part, at)
    taken = {node.position for node in graph.values()}
    while any((node.position[0] + offset[0], node.position[1] + offset[1]) in taken for node in part.values()):
        offset = (offset[0] + STEP, offset[1] + STEP)
    return paste(graph, part, offset)


def duplicate(graph: Graph, names: Iterable[str]) -> tuple[Graph, tuple[str, ...]]:
    """The network with a copy of these nodes beside them, with the links among them."""
    return add_copy(graph, fragment(graph, names), None, incoming=False)


def _from_corner(part: Graph, at: Position) -> Position:
    """How far the upper left corner of a part is from a place."""
    places = [node.position for node in part.values()]
    return at[0] - min((x for x, _ in places), default=0.0), at[1] - min((y for _, y in places), default=0.0)
