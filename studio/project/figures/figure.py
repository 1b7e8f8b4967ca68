"""A figure: outlines and words at places in points (1/72 inch), y downwards; files of every kind are made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Literal

Point = tuple[float, float]
Step = tuple[Literal["M", "L", "C", "Z"], tuple[Point, ...]]
"""Move to a point, a line to one, a cubic curve through two handles to a third, or close."""

MILLIMETRE = 72 / 25.4
"""Points to a millimetre."""

_ROUND = 0.5522847498
"""How far the handles of a quarter of a circle are from its ends, in radii."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline, filled and drawn in colours (#rrggbb; "" for not at all). `opacity` is that of both."""

    steps: tuple[Step, ...]
    fill: str = ""
    stroke: str = ""
    thickness: float = 0.75
    opacity: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words; `at` is on the baseline, at its beginning, middle or end as `anchor` says.

    `width` is that of the words in the typeface they were measured in, `turn` degrees against the clock around `at`.
    """

    at: Point
    words: str
    size: float
    width: float
    colour: str
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"
    turn: float = 0.0


Part = Shape | Text


@dataclass(frozen=True)
class Figure:
    """What is drawn, in its order, within a width and a height. `ground` is the colour behind it, "" for none.

    `about` says in a sentence what is shown, for those who do not see it.
    """

    width: float
    height: float
    parts: tuple[Part, ...]
    ground: str = ""
    about: str = ""

    @property
    def smallest_text(self) -> float:
        """Size of its smallest words in points; 0 where there are none."""
        return min((part.size for part in self.parts if isinstance(part, Text)), default=0.0)

    def scaled(self, factor: float) -> Figure:
        """The same, so many times as large."""
        parts = tuple(_scaled(part, factor) for part in self.parts)
        return replace(self, width=self.width * factor, height=self.height * factor, parts=parts)


def polygon(*points: Point) -> tuple[Step, ...]:
    """A closed outline of straight lines."""
    return (*line(*points), ("Z", ()))


def line(*points: Point) -> tuple[Step, ...]:
    """Straight lines from point to point."""
    return (("M", points[:1]), *(("L", (point,)) for point in points[1:]))


def rounded_line(points: Sequence[Point], radius: float) -> tuple[Step, ...]:
    """Straight lines from point to point, whose corners are rounded."""
    steps: list[Step] = [("M", (points[0],))]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, _distance(before, corner) / 2, _distance(corner, after) / 2)
        enters, leaves = _towards(corner, before, reach), _towards(corner, after, reach)
        handles = (_towards(each, corner, reach * _ROUND) for each in (enters, leaves))
        steps += [("L", (enters,)), ("C", (*handles, leaves))]
    return (*steps, ("L", (points[-1],)))


def curve_steps(start: Point, end: Point) -> tuple[Step, ...]:
    """A smooth way in the direction of x: straight where both are at the same height."""
    if abs(start[1] - end[1]) < 0.01:
        return line(start, end)
    reach = (end[0] - start[0]) / 2
    return (("M", (start,)), ("C", ((start[0] + reach, start[1]), (end[0] - reach, end[1]), end)))


def joined(parts: Iterable[tuple[Step, ...]]) -> tuple[Step, ...]:
    """Ways that go on where the one before ends, as one."""
    steps: list[Step] = []
    for part in parts:
        steps += part[1:] if steps else part
    return tuple(steps)


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> tuple[Step, ...]:
    """A rectangle, with rounded corners where it has a radius."""
    right, bottom = x + width, y + height
    if not radius:
        return polygon((x, y), (right, y), (right, bottom), (x, bottom))
    r, k = radius, radius * (1 - _ROUND)
    return (
        ("M", ((x + r, y),)),
        ("L", ((right - r, y),)),
        ("C", ((right - k, y), (right, y + k), (right, y + r))),
        ("L", ((right, bottom - r),)),
        ("C", ((right, bottom - k), (right - k, bottom), (right - r, bottom))),
        ("L", ((x + r, bottom),)),
        ("C", ((x + k, bottom), (x, bottom - k), (x, bottom - r))),
        ("L", ((x, y + r),)),
        ("C", ((x, y + k), (x + k, y), (x + r, y))),
        ("Z", ()),
    )


def circle(centre: Point, radius: float) -> tuple[Step, ...]:
    """A circle."""
    return box(centre[0] - radius, centre[1] - radius, 2 * radius, 2 * radius, radius)


def arrow_head(tip: Point, direction: Point, colour: str, size: float = 4.0) -> Shape:
    """The head of an arrow that points in a direction (of length 1)."""
    (x, y), (dx, dy) = tip, direction
    back, half = (x - dx * size, y - dy * size), size * 0.42
    left, right = (back[0] - dy * half, back[1] + dx * half), (back[0] + dy * half, back[1] - dx * half)
    return Shape(polygon(tip, left, right), colour)


def moved(parts: Iterable[Part], by: Point) -> tuple[Part, ...]:
    """The parts, so much to the right and down."""
    return tuple(_shifted(part, by) for part in parts)


def mixed(first: str, second: str, share: float) -> str:
    """So much of the second colour in the first, both #rrggbb."""
    pairs = zip(_levels(first), _levels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _levels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _scaled(part: Part, factor: float) -> Part:
    def at(point: Point) -> Point:
        return point[0] * factor, point[1] * factor

    if isinstance(part, Text):
        return replace(part, at=at(part.at), size=part.size * factor, width=part.width * factor)
    steps = tuple((kind, tuple(map(at, points))) for kind, points in part.steps)
    return replace(part, steps=steps, thickness=part.thickness * factor)


def _shifted(part: Part, by: Point) -> Part:
    def at(point: Point) -> Point:
        return point[0] + by[0], point[1] + by[1]

    if isinstance(part, Text):
        return replace(part, at=at(part.at))
    return replace(part, steps=tuple((kind, tuple(map(at, points))) for kind, points in part.steps))


def _distance(first: Point, second: Point) -> float:
    return hypot(second[0] - first[0], second[1] - first[1])


def _towards(start: Point, end: Point, way: float) -> Point:
    whole = _distance(start, end) or 1.0
    return start[0] + (end[0] - start[0]) * way / whole, start[1] + (end[1] - start[1]) * way / whole
