"""Where the cards of a diagram stand and how its links run: in layers, folded into columns, or as on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from studio.graph import Graph
from studio.graph import layout as on_canvas
from studio.graph.columns import Columns, Link, Place
from studio.graph.layout import ranks
from studio.project.figures.figure import Point, Step, curve_steps, joined, line, rounded_line

Direction = Literal["down", "right"]
GAP = (20.0, 16.0)
"""Points between cards: along the flow, and across it."""

CORNER = 4.0
ASIDE = 9.0
"""Points beside the cards that a link has to go around."""


@dataclass(frozen=True)
class Course:
    """The way of a link: where it goes, where it ends, and in which direction."""

    steps: tuple[Step, ...]
    tip: Point
    towards: Point


@dataclass(frozen=True)
class Placing:
    """The upper left corner of each card, the course of each link, and the size of the whole."""

    corners: dict[str, Point] = field(default_factory=dict)
    courses: list[Course] = field(default_factory=list)
    size: tuple[float, float] = (0.0, 0.0)


def layered(graph: Graph, card: tuple[float, float], direction: Direction, fold: int) -> Placing:
    """In layers along the flow; after about `fold` of them (0: never) the next stand in a column beside.

    `card` is width and height.
    """
    turned = direction == "down"
    long, wide = (card[1], card[0]) if turned else card
    found = ranks(graph)
    columns = Columns(graph, found, fold, (long, wide), GAP)

    def on_paper(place: Place) -> Point:
        return (place[1], place[0]) if turned else place

    corners = {}
    for name, rank in found.nodes.items():
        along, across = columns.place(rank)
        corners[name] = on_paper((along, across - wide / 2))
    courses = []
    for link, shift in _ports(graph, wide):
        steps = _mapped(_steps(columns, link, shift, long), on_paper)
        courses.append(Course(steps, on_paper(_tip(columns, link, shift)), on_paper((1.0, 0.0))))
    return Placing(corners, courses, on_paper(columns.extent))


def arranged(graph: Graph, card: tuple[float, float]) -> Placing:
    """As the cards stand on the canvas, each as large as it is on paper: downwards."""
    scale = scale_of(card)
    corners = {name: (node.position[0] * scale, node.position[1] * scale) for name, node in graph.items()}
    courses = []
    for (source, target), shift in _ports(graph, card[0]):
        start = corners[source][0] + card[0] / 2, corners[source][1] + card[1]
        tip = corners[target][0] + card[0] / 2 + shift, corners[target][1]
        courses.append(Course(_around(start, tip, corners, card), tip, (0.0, 1.0)))
    return _all_in_sight(corners, courses, card)


def scale_of(card: tuple[float, float]) -> float:
    """Points to a unit of the canvas, where cards stand as there and are as large on paper."""
    return max(card[0] / on_canvas.CARD[0], card[1] / on_canvas.CARD[1])


def _ports(graph: Graph, wide: float) -> Iterator[tuple[Link, float]]:
    """Each link, and how far from the middle of its card it ends, across."""
    for name, node in graph.items():
        sources = [source.node for source in node.inputs if source is not None]
        for index, source in enumerate(sources):
            yield (source, name), ((index + 1) / (len(sources) + 1) - 0.5) * 0.8 * wide


def _tip(columns: Columns, link: Link, shift: float) -> Place:
    along, across = columns.place(columns.stations(link)[-1])
    return along, across + shift


def _steps(columns: Columns, link: Link, shift: float, long: float) -> tuple[Step, ...]:
    """From station to station: straight along each, in a curve to the next, or around the end of a column."""
    way = columns.stations(link)
    parts: list[tuple[Step, ...]] = []
    at = _end_of(columns.place(way[0]), long)
    for number, rank in enumerate(way[1:], 2):
        is_last = number == len(way)
        along, across = columns.place(rank)
        to = (along, across + shift) if is_last else (along, across)
        turns = list(columns.turns(link, rank[1], at, to))
        parts.append(rounded_line([at, *turns, to], CORNER) if turns else curve_steps(at, to))
        if not is_last:
            at = _end_of(to, long)
            parts.append(line(to, at))
    return joined(parts)


def _end_of(place: Place, long: float) -> Place:
    return place[0] + long, place[1]


def _mapped(steps: tuple[Step, ...], to: Callable[[Point], Point]) -> tuple[Step, ...]:
    return tuple((kind, tuple(map(to, points))) for kind, points in steps)


def _around(start: Point, tip: Point, corners: dict[str, Point], card: tuple[float, float]) -> tuple[Step, ...]:
    """A curve downwards; where cards are in its way, or the card is not below, a line past all of them."""
    low, high = sorted((start[1], tip[1]))
    left, right = sorted((start[0], tip[0]))
    hit = [
        (x, y)
        for x, y in corners.values()
        if y + card[1] > low + 1 and y < high - 1 and x < right + 1 and x + card[0] > left - 1
    ]
    if tip[1] > start[1] and not hit:
        return _mapped(curve_steps(_turned(start), _turned(tip)), _turned)
    edge = max((corner[0] for corner in hit), default=right) + card[0] + ASIDE
    while _is_blocked(edge, low, high, corners, card):
        edge += ASIDE
    down, up = start[1] + GAP[0] / 3, tip[1] - GAP[0] / 3
    return rounded_line([start, (start[0], down), (edge, down), (edge, up), (tip[0], up), tip], CORNER)


def _turned(point: Point) -> Point:
    return point[1], point[0]


def _is_blocked(x: float, low: float, high: float, corners: dict[str, Point], card: tuple[float, float]) -> bool:
    return any(
        corner[0] - 2 < x < corner[0] + card[0] + 2 and corner[1] < high and corner[1] + card[1] > low
        for corner in corners.values()
    )


def _all_in_sight(corners: dict[str, Point], courses: list[Course], card: tuple[float, float]) -> Placing:
    """The same with nothing left of or above the origin."""
    points = [point for course in courses for _, step in course.steps for point in step]
    xs = [x for corner in corners.values() for x in (corner[0], corner[0] + card[0])] + [x for x, _ in points]
    ys = [y for corner in corners.values() for y in (corner[1], corner[1] + card[1])] + [y for _, y in points]
    left, top = min(xs), min(ys)

    def moved(point: Point) -> Point:
        return point[0] - left, point[1] - top

    return Placing(
        {name: moved(corner) for name, corner in corners.items()},
        [replace(course, steps=_mapped(course.steps, moved), tip=moved(course.tip)) for course in courses],
        (max(xs) - left, max(ys) - top),
    )
