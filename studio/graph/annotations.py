"""What people put beside a network: frames around parts of it and comments. Values, of which nothing is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from studio.graph.names import unique_name

COLOURS = ("grey", "red", "orange", "yellow", "green", "teal", "blue", "purple")
"""The names of the colours that annotations may have."""

LEAST = 40.0
"""No annotation is narrower or lower, so that it can be seen and taken hold of."""


class Area(NamedTuple):
    """A rectangle of the canvas, by its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Area:
        """The same, elsewhere."""
        return Area(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, left: float, top: float, right: float, bottom: float) -> Area:
        """With its edges further out."""
        return Area(self.x - left, self.y - top, self.width + left + right, self.height + top + bottom)

    def has(self, point: tuple[float, float]) -> bool:
        """Whether a point lies in it."""
        return self.x <= point[0] <= self.x + self.width and self.y <= point[1] <= self.y + self.height

    def surrounds(self, other: Area) -> bool:
        """Whether another lies wholly within it."""
        return self.has((other.x, other.y)) and self.has((other.x + other.width, other.y + other.height))


@dataclass(frozen=True, slots=True)
class Frame:
    """A coloured ground with a title; what lies on it goes where it goes. `extra` is what a newer version wrote."""

    area: Area
    title: str = ""
    colour: str = "blue"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A sheet with words in Markdown. `extra` keeps what a newer version wrote, as JSON text."""

    area: Area
    text: str = ""
    colour: str = "yellow"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An annotation of a kind that this version does not know, as JSON text: it is kept and not shown."""

    written: str


Annotation = Frame | Comment
Annotations = Mapping[str, Annotation | Unread]
"""Those of a graph by name, those further down first."""


def shown(annotations: Annotations) -> dict[str, Annotation]:
    """Those that can be shown."""
    return {name: each for name, each in annotations.items() if not isinstance(each, Unread)}


def around(areas: Iterable[Area]) -> Area | None:
    """The smallest rectangle around all of these; None where there are none."""
    found = list(areas)
    if not found:
        return None
    left, top = min(each.x for each in found), min(each.y for each in found)
    right = max(each.x + each.width for each in found)
    return Area(left, top, right - left, max(each.y + each.height for each in found) - top)


def added(annotations: Annotations, each: Annotation) -> tuple[Annotations, str]:
    """The annotations with one more on top; gives the name it got."""
    name = unique_name(f"{type(each).__name__.lower()}1", annotations)
    return {**annotations, name: each}, name


def pasted(annotations: Annotations, part: Annotations, offset: tuple[float, float]) -> Annotations:
    """The annotations with copies of others on top, moved by `offset`."""
    for each in shown(part).values():
        annotations, _ = added(annotations, replace(each, area=each.area.moved(*offset)))
    return annotations
