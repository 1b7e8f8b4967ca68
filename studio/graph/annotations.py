"""What people put beside a network: frames around parts of it, comments, and which parts are collapsed into one tile.
Values, of which nothing is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
class Collapsed:
    """Nodes that are seen as one tile, with the annotations `beside` them that are out of sight too. Without a `title`
    it is called after what is inside. `extra` is what a newer version wrote."""

    nodes: frozenset[str]
    title: str = ""
    beside: frozenset[str] = frozenset()
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An annotation of a kind that this version does not know, as JSON text: it is kept and not shown."""

    written: str


Annotation = Frame | Comment
Annotations = Mapping[str, Annotation | Collapsed | Unread]
"""Those of a graph by name, those further down first."""


def shown(annotations: Annotations) -> dict[str, Annotation]:
    """Those that have a place of their own."""
    return {name: each for name, each in annotations.items() if isinstance(each, Frame | Comment)}


def collapsed(annotations: Annotations) -> dict[str, Collapsed]:
    """What is seen as one tile, those around others first."""
    found = {name: each for name, each in annotations.items() if isinstance(each, Collapsed)}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1].nodes)))


def within(annotations: Annotations, names: Collection[str]) -> dict[str, Collapsed]:
    """What is seen as one tile and lies wholly among these nodes."""
    return {name: each for name, each in collapsed(annotations).items() if each.nodes <= set(names)}


def carried_over(annotations: Annotations, became: Mapping[str, Iterable[str]]) -> Annotations:
    """The annotations where other nodes have come in the place of some, or none; a tile of fewer than two is none."""
    changed: dict[str, Annotation | Collapsed | Unread] = dict(annotations)
    for name, each in collapsed(annotations).items():
        if each.nodes & became.keys():
            changed[name] = now = replace(
                each, nodes=frozenset(new for node in each.nodes for new in became.get(node, (node,)))
            )
            if len(now.nodes) < 2:
                del changed[name]
    return changed if changed != annotations else annotations


def around(areas: Iterable[Area]) -> Area | None:
    """The smallest rectangle around all of these; None where there are none."""
    found = list(areas)
    if not found:
        return None
    left, top = min(each.x for each in found), min(each.y for each in found)
    right = max(each.x + each.width for each in found)
    return Area(left, top, right - left, max(each.y + each.height for each in found) - top)


def added(annotations: Annotations, each: Annotation | Collapsed) -> tuple[Annotations, str]:
    """The annotations with one more on top; gives the name it got."""
    name = unique_name(f"{type(each).__name__.lower()}1", annotations)
    return {**annotations, name: each}, name


def pasted(
    annotations: Annotations, part: Annotations, offset: tuple[float, float], names: Mapping[str, str]
) -> Annotations:
    """The annotations with copies of others on top, moved by `offset`; `names` are those that nodes got."""
    copies: dict[str, str] = {}
    for name, each in shown(part).items():
        annotations, copies[name] = added(annotations, replace(each, area=each.area.moved(*offset)))
    for tile in within(part, names).values():
        beside = frozenset(copies[each] for each in tile.beside & copies.keys())
        copy = replace(tile, nodes=frozenset(names[node] for node in tile.nodes), beside=beside)
        annotations, _ = added(annotations, copy)
    return annotations
