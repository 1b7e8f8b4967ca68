"""Comments of the canvas in a picture: where they stand there, or else beside it, numbered as what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from studio.graph import Graph
from studio.graph.annotating import card
from studio.graph.annotations import Area, Comment, around, shown
from studio.project.figures.figure import Part, Point, Shape, box, circle, mixed
from studio.project.figures.ink import Ink
from studio.project.figures.style import wrapped

SIZE, LINE = 6.5, 1.34
PAD = 5.0
WIDTH = 120.0
"""Points that a comment beside the picture is wide."""

APART = 12.0
_DISC = 4.5

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"(\*\*|__|\*|`|~~)")


class Commented(NamedTuple):
    """The comments as they are drawn, over everything else, and the place that the whole takes up then."""

    parts: tuple[Part, ...]
    area: Area


def placed(graph: Graph, corners: Mapping[str, Point], scale: float, whole: Area, ink: Ink) -> Commented:
    """The comments where they stand on the canvas, in a picture whose cards stand as they do there."""
    name, corner = next(iter(corners.items()))
    x, y = graph[name].position
    drawn: list[Part] = []
    for each in _comments(graph):
        left, top = corner[0] + (each.area.x - x) * scale, corner[1] + (each.area.y - y) * scale
        area, parts = _sheet(each, (left, top), each.area.width * scale, each.area.height * scale, ink)
        drawn += parts
        whole = around([whole, area]) or whole
    return Commented(tuple(drawn), whole)


def beside(graph: Graph, areas: Mapping[str, Area], whole: Area, ink: Ink) -> Commented:
    """The comments to the right of a picture in which things stand elsewhere, each with the number that is put on what
    it is nearest to on the canvas. `areas` are the places of things by the names of their nodes."""
    left, bottom = whole.x + whole.width + APART, whole.y
    drawn: list[Part] = []
    for number, (each, about) in enumerate(_about(graph, areas), 1):
        top = max(bottom, about.y)
        area, parts = _sheet(each, (left, top), WIDTH, 0.0, ink)
        drawn += parts
        for at in ((left, top), (about.x + about.width, about.y)):
            drawn += _numbered(str(number), at, each.colour, ink)
        bottom = area.y + area.height + PAD
        whole = around([whole, area.grown(_DISC, _DISC, 0.0, 0.0)]) or whole
    return Commented(tuple(drawn), whole)


def _comments(graph: Graph) -> list[Comment]:
    """Those that say something."""
    return [each for each in shown(graph.annotations).values() if isinstance(each, Comment) and each.text.strip()]


def _about(graph: Graph, areas: Mapping[str, Area]) -> list[tuple[Comment, Area]]:
    """Each comment with the place of what it is nearest to on the canvas, from top to bottom and left to right."""
    places = {name: card(graph[name]).middle for name in areas if name in graph}
    found = []
    for each in _comments(graph) if places else ():
        x, y = each.area.middle
        nearest = min(places, key=lambda name: abs(places[name][0] - x) + abs(places[name][1] - y))
        found.append((each, areas[nearest]))
    return sorted(found, key=lambda pair: (pair[1].y, pair[1].x))


def _sheet(each: Comment, at: Point, width: float, height: float, ink: Ink) -> tuple[Area, list[Part]]:
    """A comment as wide, and as high as its words need."""
    lines = [*_lines(each.text, width - 2 * PAD, ink)]
    height = max(height, len(lines) * SIZE * LINE + 2 * PAD)
    ground, colour = ink.colours["ground"], ink.colours[f"tag-{each.colour}"]
    drawn: list[Part] = [
        Shape(box(*at, width, height, 2.5), fill=mixed(ground, colour, 0.12), stroke=mixed(colour, ground, 0.4)),
        Shape(box(*at, 2.0, height, 1.0), fill=colour),
    ]
    base = at[1] + PAD + SIZE
    for words, bold in lines:
        if words:
            drawn.append(ink.text((at[0] + PAD, base), words, SIZE, "text", bold=bold))
        base += SIZE * LINE
    return Area(*at, width, height), drawn


def _lines(text: str, width: float, ink: Ink) -> Iterator[tuple[str, bool]]:
    """The words without their Markdown, in lines that fit; headings are bold."""
    for paragraph in text.strip().splitlines():
        is_heading = paragraph.startswith("#")
        words = _LINK.sub(r"\1", paragraph.lstrip("#").strip())
        words = re.sub(r"^[-*+] ", "• ", words)
        words = _SIGNS.sub("", words)
        for line in wrapped(words, width, partial(_width, ink, is_heading)):
            yield line, is_heading


def _width(ink: Ink, bold: bool, words: str) -> float:
    return ink.measure(words, SIZE, bold)


def _numbered(number: str, at: Point, colour: str, ink: Ink) -> Iterator[Part]:
    fill = mixed(ink.colours[f"tag-{colour}"], ink.colours["text"], 0.35)
    yield Shape(circle(at, _DISC), fill=fill)
    yield ink.text((at[0], at[1] + SIZE * 0.34), number, SIZE - 0.5, "ground", bold=True, anchor="middle")
