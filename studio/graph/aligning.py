"""Nodes and annotations put in line, or at equal distances: edits of where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from studio.graph.annotating import Parts, card, shift, with_contents
from studio.graph.annotations import Area, Frame, around, shown
from studio.graph.layout import CARD
from studio.graph.model import Graph

Line = Literal["left", "centre", "right", "top", "middle", "bottom"]
"""What of things comes into line: an edge, or their middles one below the other (`centre`) or beside (`middle`)."""

CLOSEST = 20.0
"""Distance of things for which there is too little room."""

Axis = Literal["across", "down"]


class Unit(NamedTuple):
    """What is put elsewhere as one: a node, a comment, or a frame with all that lies on it; and the place it takes."""

    area: Area
    parts: Parts


def units(graph: Graph, nodes: Iterable[str], annotations: Iterable[str]) -> list[Unit]:
    """What the selected nodes and annotations are made of: those on a selected frame go with that."""
    present, chosen = shown(graph.annotations), frozenset(annotations)
    held = {name: with_contents(graph, (), [name]) for name in chosen if isinstance(present.get(name), Frame)}
    on_frames = Parts(
        frozenset().union(*(parts.nodes for parts in held.values())),
        frozenset().union(*(parts.annotations - {name} for name, parts in held.items())),
    )
    found = [Unit(card(graph[name]), Parts(frozenset([name]), frozenset())) for name in {*nodes} - on_frames.nodes]
    for name in (chosen & present.keys()) - on_frames.annotations:
        found.append(Unit(present[name].area, held.get(name) or Parts(frozenset(), frozenset([name]))))
    return found


def line_up(graph: Graph, things: Sequence[Unit], line: Line) -> Graph:
    """Put things in line: with the outermost of an edge, or with the middle of all of them."""
    whole = around([each.area for each in things])
    return _put(graph, things, [_LINES[line](whole, each.area) for each in things]) if whole is not None else graph


def spread(graph: Graph, things: Sequence[Unit], axis: Axis) -> Graph:
    """Put things at equal distances between the first and the last of them, which stay; where there is too little room
    for that, one close behind the other."""
    at = 0 if axis == "across" else 1
    ordered = sorted(things, key=lambda each: each.area[at])
    whole = around([each.area for each in ordered])
    if whole is None or len(ordered) < 3:
        return graph
    gap = max((whole[at + 2] - sum(each.area[at + 2] for each in ordered)) / (len(ordered) - 1), CLOSEST)
    places, next_at = [], whole[at]
    for each in ordered:
        place = (each.area.x, each.area.y)
        start = round(next_at, 2)
        places.append((start, place[1]) if axis == "across" else (place[0], start))
        next_at += each.area[at + 2] + gap
    return _put(graph, ordered, places)


def pile_up(graph: Graph, after: Graph) -> bool:
    """Whether more cards lie on each other in the second graph than in the first."""
    return _overlaps(after) > _overlaps(graph)


_LINES: dict[Line, Callable[[Area, Area], tuple[float, float]]] = {
    "left": lambda whole, each: (whole.x, each.y),
    "centre": lambda whole, each: (whole.middle[0] - each.width / 2, each.y),
    "right": lambda whole, each: (whole.x + whole.width - each.width, each.y),
    "top": lambda whole, each: (each.x, whole.y),
    "middle": lambda whole, each: (each.x, whole.middle[1] - each.height / 2),
    "bottom": lambda whole, each: (each.x, whole.y + whole.height - each.height),
}
"""The upper left corner that a thing gets, by the place of all of them and its own."""


def _put(graph: Graph, things: Sequence[Unit], places: Sequence[tuple[float, float]]) -> Graph:
    for (area, parts), (x, y) in zip(things, places, strict=True):
        if (x, y) != (area.x, area.y):
            graph = shift(graph, parts, x - area.x, y - area.y)
    return graph


def _overlaps(graph: Graph) -> int:
    """How many pairs of cards lie on each other, found among those near each other."""
    width, height = CARD
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    count = 0
    for x, y in (node.position for node in graph.values()):
        column, row = int(x // width), int(y // height)
        near = [cells.get((column + a, row + b), ()) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        count += sum(abs(x - left) < width and abs(y - top) < height for cell in near for left, top in cell)
        cells.setdefault((column, row), []).append((x, y))
    return count
