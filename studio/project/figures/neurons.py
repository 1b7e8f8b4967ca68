"""The style `neurons`: a small network of fully connected layers as its neurons, with lines for its weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from studio.compiler.export_error import ExportError
from studio.formatting import numbers
from studio.graph import Graph
from studio.graph.annotations import Area, around
from studio.project.figures.chain import check_runs
from studio.project.figures.comments import beside
from studio.project.figures.figure import Figure, Part, Point, Shape, Text, circle, line, mixed, moved
from studio.project.figures.frames import framed
from studio.project.figures.ink import Ink
from studio.project.figures.legend import with_entries
from studio.project.figures.neuron_columns import Column, Weights, columns_of, weights_of
from studio.project.figures.style import Style, check_size, register, wrapped
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.project.exporters.subject import Subject

RADIUS, PITCH = 5.5, 17.0
SHORTENED = 12
"""Neurons of a layer that are drawn where it is shortened, of which the last stands below dots."""

MOST, MOST_LINES = 100, 6000
NAME, SMALL = 7.0, 6.5
LABEL = 84.0
APART, FURTHEST = 60.0, 150.0
"""Points between layers, and where many lines run between them."""

Places = list[tuple[int | None, Point]]
"""Where the neurons of a layer are, by their number; None for dots in the place of several."""


@register
class Neurons(Style):
    """Each neuron as a circle and each weight as a line, which may tell its value by colour and width.

    For small networks of fully connected layers, as in text books.
    """

    name = "neurons"
    title = tr("Neurons and weights")
    about = tr("Each neuron as a circle, each weight as a line: for small networks of fully connected layers.")

    weights: Literal["none", "colour", "width", "both"] = Field(
        "none", description="What tells the value of a weight: nothing, its colour by sign, its width, or both"
    )
    shorten: bool = Field(
        True, title="Shorten layers", description="Of a layer of more than 12 neurons draw some, and dots"
    )
    biases: bool = Field(False, description="Draw a neuron that is always 1 for the biases of each layer")
    names: bool = Field(True, description="Tell the name of each layer and its size")
    legend: bool = Field(True, description="Say below what the colours mean")
    frames: bool = Field(True, description="Draw the frames of the canvas around layers that stand together")
    comments: bool = Field(
        True, description="Draw the comments of the canvas: where they stand there, or beside the network with a number"
    )

    @property
    def takes_weights(self) -> bool:
        """Whether lines tell values."""
        return self.weights != "none"

    def figure(self, subject: Subject, ink: Ink) -> Figure:
        """The network as neurons, from left to right."""
        check_size(subject)
        check_runs(subject)
        columns = columns_of(subject)
        places = self._places(columns, ink)
        _check_room(columns, places)
        values = weights_of(subject, columns) if self.takes_weights else {}
        parts = [*self._lines(columns, places, values, ink)]
        for column, each in zip(columns, places, strict=True):
            parts += _circles(column, each, ink)
        if self.biases:
            parts += _ones(columns, places, ink)
        words = self._words(subject, columns, places, ink)
        areas = self._areas(columns, places, ink)
        graph = subject.project.graph
        right = max(area.x + area.width for area in areas.values())
        right = max([right, *(part.at[0] + part.width for part in words if part.anchor == "start")])
        bottom = max([part.at[1] + 2 for part in words] + [y + RADIUS for each in places for _, (_, y) in each])
        count = len(columns)
        about = ntr("A network with {count} layer of neurons.", "A network with {count} layers of neurons.", count)
        frames = framed(graph if self.frames else Graph(graph), areas, (right, bottom), ink)
        comments = beside(graph if self.comments else Graph(graph), areas, frames.area, ink)
        area = comments.area
        drawn = moved([*frames.parts, *parts, *words, *comments.parts], (-area.x, -area.y))
        return with_entries(drawn, (area.width, area.height), self._entries(values, ink), ink, about)

    def _areas(self, columns: Sequence[Column], places: Sequence[Places], ink: Ink) -> dict[str, Area]:
        """The places of layers, by the names of the nodes that they are or that they are inside of."""
        found: dict[str, Area] = {}
        for column, each in zip(columns, places, strict=True):
            half, name = self._half(column, ink), column.name.partition(".")[0].partition("@")[0]
            x, ys = each[0][1][0], [y for _, (_, y) in each]
            area = Area(x - half, min(ys) - RADIUS, 2 * half, max(ys) - min(ys) + 2 * RADIUS)
            found[name] = around([area, found.get(name, area)]) or area
        return found

    def _places(self, columns: Sequence[Column], ink: Ink) -> list[Places]:
        """Where neurons are, layer by layer, each in the middle of the height."""
        shown = [self._shown(column) for column in columns]
        extra = 1 if self.biases else 0
        height = (max(map(len, shown)) - 1 + extra) * PITCH
        x, places = 0.0, []
        for index, (column, each) in enumerate(zip(columns, shown, strict=True)):
            half = self._half(column, ink)
            if index:
                busy = max(len(each), len(shown[index - 1]))
                x += max(self._half(columns[index - 1], ink) + half + 14, min(APART + 5 * busy, FURTHEST))
            else:
                x = half
            top = RADIUS + (height - (len(each) - 1 + extra) * PITCH) / 2 + extra * PITCH
            places.append([(number, (x, top + at * PITCH)) for at, number in enumerate(each)])
        return places

    def _shown(self, column: Column) -> list[int | None]:
        if not self.shorten or column.count <= SHORTENED:
            return list(range(column.count))
        return [*range(SHORTENED - 1), None, column.count - 1]

    def _half(self, column: Column, ink: Ink) -> float:
        """Half of the room that a layer takes across."""
        lines = _said(column, ink) if self.names else []
        return max([RADIUS, *(ink.measure(words, size, bold) / 2 for words, size, bold in lines)])

    def _lines(
        self, columns: Sequence[Column], places: Sequence[Places], values: Mapping[str, Weights], ink: Ink
    ) -> Iterator[Part]:
        largest = max((abs(value) for each in values.values() for row in each for value in row), default=0.0) or 1.0
        for (before, after), column in zip(pairwise(places), columns[1:], strict=True):
            for target, end in after:
                for source, start in before:
                    if source is None or target is None:
                        continue
                    if column.name in values:
                        yield self._weighed(start, end, values[column.name][target][source] / largest, ink)
                    else:
                        yield _line(start, end, ink.colours["link"], 0.5, opacity=0.7)

    def _weighed(self, start: Point, end: Point, value: float, ink: Ink) -> Part:
        """The line of a weight, as a share of the largest (-1 to 1)."""
        size = abs(value)
        colour = ink.colours["link"]
        if self.weights in ("colour", "both"):
            full = ink.colours["positive" if value >= 0 else "negative"]
            colour = mixed(ink.colours["ground"], full, 0.12 + 0.88 * size)
        return _line(start, end, colour, 0.25 + 2.4 * size if self.weights in ("width", "both") else 0.9)

    def _words(self, subject: Subject, columns: Sequence[Column], places: Sequence[Places], ink: Ink) -> list[Text]:
        """What stands below the layers, and the classes beside the last neurons where these are known."""
        if not self.names:
            return []
        bottom = max(y for each in places for _, (_, y) in each) + RADIUS
        words = [
            label for column, each in zip(columns, places, strict=True) for label in _label(column, each, bottom, ink)
        ]
        classes = subject.preparation.classes if subject.preparation is not None else ()
        if len(classes) == columns[-1].count:
            for number, (x, y) in places[-1]:
                if number is not None:
                    words.append(ink.text((x + RADIUS + 4, y + SMALL * 0.36), str(classes[number]), SMALL, "muted"))
        return words

    def _entries(self, values: Mapping[str, Weights], ink: Ink) -> list[tuple[str, str]]:
        if not self.legend or self.weights not in ("colour", "both"):
            return []
        every = [value for each in values.values() for row in each for value in row]
        most, least = (numbers.six_digits(float(f"{value:.3g}")) for value in (max(every), min(every)))
        positive = (ink.colours["positive"], tr("Positive weights, to {most}", most=most))
        negative = (ink.colours["negative"], tr("Negative weights, to {most}", most=least))
        return [entry for entry, there in ((positive, max(every) > 0), (negative, min(every) < 0)) if there]


def _check_room(columns: Sequence[Column], places: Sequence[Places]) -> None:
    """Raises ExportError where there is too much to be told apart."""
    widest = max(range(len(columns)), key=lambda index: len(places[index]))
    lines = sum(len(first) * len(second) for first, second in pairwise(places))
    if len(places[widest]) > MOST or lines > MOST_LINES:
        name, count = columns[widest].name, columns[widest].count
        told = ntr("“{name}” has {count} neuron, which is too many to draw each of them.",
                   "“{name}” has {count} neurons, which is too many to draw each of them.",
                   count, name=name)  # fmt: skip
        raise ExportError(told, tr("Have layers shortened, or choose the diagram."))


def _line(start: Point, end: Point, colour: str, thickness: float, opacity: float = 1.0) -> Shape:
    """From the edge of one neuron to that of another."""
    whole = hypot(end[0] - start[0], end[1] - start[1])
    x, y = (end[0] - start[0]) / whole * RADIUS, (end[1] - start[1]) / whole * RADIUS
    steps = line((start[0] + x, start[1] + y), (end[0] - x, end[1] - y))
    return Shape(steps, stroke=colour, thickness=thickness, opacity=opacity)


def _circles(column: Column, places: Places, ink: Ink) -> Iterator[Part]:
    base = ink.colours[column.family]
    fill = mixed(ink.colours["ground"], base, 0.22)
    for number, (x, y) in places:
        if number is None:
            for shift in (-4.0, 0.0, 4.0):
                yield Shape(circle((x, y + shift), 1.0), fill=ink.colours["muted"])
        else:
            yield Shape(circle((x, y), RADIUS), fill=fill, stroke=base, thickness=0.8)


def _ones(columns: Sequence[Column], places: Sequence[Places], ink: Ink) -> Iterator[Part]:
    """The neurons that are always 1, above the layers before those with biases, with their lines."""
    colour = ink.colours["muted"]
    for (before, after), column in zip(pairwise(places), columns[1:], strict=True):
        if not column.has_bias:
            continue
        x, y = before[0][1][0], before[0][1][1] - PITCH
        for number, end in after:
            if number is not None:
                yield Shape(_line((x, y), end, colour, 0.5).steps, stroke=colour, thickness=0.5, dashed=True)
        yield Shape(circle((x, y), RADIUS), fill=ink.colours["ground"], stroke=colour, dashed=True)
        yield ink.text((x, y + SMALL * 0.36), "1", SMALL, "muted", anchor="middle")


def _said(column: Column, ink: Ink) -> list[tuple[str, float, bool]]:
    """What stands below a layer, in lines with their sizes."""
    count = column.count
    size = ntr("{count} number", "{count} numbers", count) if column.family == "io" else ""
    told = [size or ntr("{count} neuron", "{count} neurons", count), *column.after]
    names = wrapped(column.name, LABEL, lambda words: ink.measure(words, NAME, True))
    rest = [line for each in told for line in wrapped(each, LABEL, lambda words: ink.measure(words, SMALL, False))]
    return [(words, NAME, True) for words in names] + [(words, SMALL, False) for words in rest]


def _label(column: Column, places: Places, bottom: float, ink: Ink) -> Iterator[Text]:
    """What stands below a layer."""
    x, y = places[0][1][0], bottom + 8
    for words, size, bold in _said(column, ink):
        y += size * 1.3
        yield ink.text((x, y), words, size, "text" if bold else "muted", bold=bold, anchor="middle")
