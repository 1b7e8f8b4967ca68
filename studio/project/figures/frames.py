"""Frames of the canvas in a diagram: around the cards of their layers, wherever these stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from studio.graph import Graph
from studio.graph.annotating import held
from studio.graph.annotations import Area, Frame, around, shown
from studio.project.figures.figure import Part, Point, Shape, box, mixed
from studio.project.figures.ink import Ink
from studio.project.figures.style import wrapped

SIDE, HEAD, FOOT = 6.0, 11.0, 4.0
"""Points beside the cards, above them, where the title stands, and below."""

TITLE = 7.0
RADIUS = 4.0
_DEEPER = 3.0
"""How much further out a frame around others runs."""


class Framed(NamedTuple):
    """The frames as they are drawn, below everything else, and the place that they take up."""

    parts: tuple[Part, ...]
    area: Area


def framed(
    graph: Graph, areas: Mapping[str, Area], size: Point, ink: Ink, hosts: Mapping[str, str] | None = None
) -> Framed:
    """The frames of a graph whose nodes stand in `areas`, in a picture of some size; `hosts` has what nodes are drawn
    with that have no place of their own.

    A frame whose layers do not stand together there, so that it would hold others, is left out.
    """
    drawn: list[Part] = []
    whole = Area(0.0, 0.0, *size)
    for depth, (frame, held_by) in _from_outside(graph):
        nodes = {(hosts or {}).get(name, name) for name in held_by} & areas.keys()
        inner = around(areas[name] for name in nodes)
        if inner is None or any(inner.has(areas[name].middle) for name in areas.keys() - nodes):
            continue
        more = depth * _DEEPER
        area = inner.grown(SIDE + more, HEAD + more * 3, SIDE + more, FOOT + more)
        drawn += _drawn(frame, area, ink)
        whole = around([whole, area]) or whole
    return Framed(tuple(drawn), whole)


def _from_outside(graph: Graph) -> Iterator[tuple[int, tuple[Frame, frozenset[str]]]]:
    """The frames that hold something, the largest first, each with what it holds and how many lie on it in turn."""
    frames = {name: each for name, each in shown(graph.annotations).items() if isinstance(each, Frame)}
    on = {name: held(graph, each.area) for name, each in frames.items()}
    for name in sorted(frames, key=lambda name: -len(on[name].nodes)):
        if on[name].nodes:
            yield len(on[name].annotations & frames.keys()), (frames[name], on[name].nodes)


def _drawn(frame: Frame, area: Area, ink: Ink) -> Iterator[Part]:
    ground, colour = ink.colours["ground"], ink.colours[f"tag-{frame.colour}"]
    yield Shape(box(*area, RADIUS), fill=mixed(ground, colour, 0.1), stroke=mixed(colour, ground, 0.4))
    title = " ".join(frame.title.split())
    if title:
        lines = wrapped(title, area.width - 2 * SIDE, lambda words: ink.measure(words, TITLE, True))
        words = lines[0] if len(lines) == 1 else f"{lines[0]}…"
        yield ink.text(
            (area.x + SIDE, area.y + TITLE + 1.0), words, TITLE, mixed(colour, ink.colours["text"], 0.5), bold=True
        )
