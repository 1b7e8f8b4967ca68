"""Copies of part of a network, put where no other node stands."""

from __future__ import annotations

from collections.abc import Container, Iterable

from studio.graph.annotating import held
from studio.graph.annotations import Frame, around, shown
from studio.graph.edits import fragment, paste
from studio.graph.model import Graph, Position

STEP = 40.0
"""How far beside its original a copy of nodes is put."""


def add_copy(graph: Graph, part: Graph, at: Position | None, *, incoming: bool) -> tuple[Graph, tuple[str, ...]]:
    """Put a part into a graph, its upper left corner at `at` or beside the original; gives the names it got."""
    part = part if incoming else fragment(part, part, part.annotations)
    step = _step(part)
    offset = step if at is None else _from_corner(part, at)
    taken = set(_corners(graph))
    while any((x + offset[0], y + offset[1]) in taken for x, y in _corners(part)) or _catches(graph, part, offset):
        offset = (offset[0] + step[0], offset[1] + step[1])
    return paste(graph, part, offset)


def duplicate(graph: Graph, names: Iterable[str], annotations: Container[str] = ()) -> tuple[Graph, tuple[str, ...]]:
    """The network with a copy of these nodes and annotations beside them, with the links among them."""
    return add_copy(graph, fragment(graph, names, annotations), None, incoming=False)


def _catches(graph: Graph, part: Graph, offset: Position) -> bool:
    """Whether frames of a copy would hold something that is there already, and so take it along from then on."""
    frames = [each.area.moved(*offset) for each in shown(part.annotations).values() if isinstance(each, Frame)]
    return any(any(held(graph, area)) for area in frames)


def _step(part: Graph) -> Position:
    """How far beside its original a copy is put: one with frames so far that they hold nothing of each other's."""
    whole = around([each.area for each in shown(part.annotations).values()])
    return (whole.width + STEP, 0.0) if whole is not None else (STEP, STEP)


def _from_corner(part: Graph, at: Position) -> Position:
    """How far the upper left corner of a part is from a place."""
    places = _corners(part)
    return at[0] - min((x for x, _ in places), default=0.0), at[1] - min((y for _, y in places), default=0.0)


def _corners(graph: Graph) -> list[Position]:
    """The upper left corners of all cards and annotations."""
    areas = [each.area for each in shown(graph.annotations).values()]
    return [*(node.position for node in graph.values()), *((area.x, area.y) for area in areas)]
