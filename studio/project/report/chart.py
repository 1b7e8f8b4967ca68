"""Curves as drawings that a page colours: lines over epochs with round ticks, in SVG that is made of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np

from studio.project.report.blocks import Picture
from studio.project.report.drawings import SVG, written
from studio.training.curves.growing import Numbers
from studio.training.curves.scales import Scale, value_scale, x_scale
from studio.training.metrics import Figure

WIDTH, HEIGHT = 560.0, 300.0
LEFT, TOP, RIGHT, BOTTOM = 62.0, 44.0, 14.0, 28.0
COLUMNS = 480
"""Columns that a line is drawn on at most."""

PIXELS_PER_TICK = {"x": 70.0, "y": 36.0}
DECADES = 1.5
"""Values that span so many powers of ten are drawn on a logarithmic axis."""

COLOURS = {"batches": "#b9c6e4", "training": "#135cc9", "validation": "#cb7509"}
"""Colour of each kind of line on white; a page may give them others by their classes."""

INK, QUIET, GRID = "#1f2733", "#5b6675", "#d9dee6"


@dataclass(frozen=True)
class Line:
    """Values (N,) at epochs (N,). `kind` decides its colour; one without a `name` stands in no legend."""

    kind: str
    x: Numbers
    y: Numbers
    name: str = ""


def chart(figure: Figure, lines: Sequence[Line]) -> Picture:
    """The lines of a figure."""
    axes = _Axes.of(figure, lines)
    root = _element(None, "svg", viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}")
    _text(root, LEFT, 18, figure.label, "title", INK, weight="600", size=14)
    _grid(root, axes)
    for line in lines:
        _line(root, line, axes)
    _legend(root, [line for line in lines if line.name])
    return Picture(written(root, figure.label), figure.label, WIDTH, HEIGHT)


@dataclass(frozen=True)
class _Axes:
    """From values to places of the drawing."""

    x: Scale
    y: Scale
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    @classmethod
    def of(cls, figure: Figure, lines: Sequence[Line]) -> _Axes:
        last = max((float(line.x[-1]) for line in lines if len(line.x)), default=1.0)
        telling = [np.percentile(line.y, (1, 98)) if line.kind == "batches" else line.y for line in lines]
        low, high = (min(map(np.min, telling)), max(map(np.max, telling))) if telling else (0.0, 1.0)
        is_wide = figure.unit == "number" and low > 0 and np.log10(high) - np.log10(low) > DECADES
        if is_wide:
            low, high = np.log10(low), np.log10(high)
        margin = 0.06 * (high - low) or 0.06 * abs(high) or 0.05
        top = min(high + margin, 1.03) if figure.unit == "share" else high + margin
        scale = value_scale(figure, logarithmic=bool(is_wide))
        return cls(x_scale("epoch", logarithmic=False), scale, (0.0, last or 1.0), (float(low - margin), float(top)))

    def across(self, x: Numbers) -> Numbers:
        first, last = self.x_range
        return LEFT + (x - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def up(self, y: Numbers) -> Numbers:
        low, high = self.y_range
        return HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    def values(self, y: Numbers) -> Numbers:
        """Values as places on the axis, those outside at its ends."""
        if self.y.logarithmic:
            y = np.log10(np.maximum(y, 10.0 ** max(self.y_range[0], -300.0)))
        return np.clip(y, *self.y_range)


def _grid(root: ElementTree.Element, axes: _Axes) -> None:
    _, across = axes.x.ticks(*axes.x_range, max((WIDTH - LEFT - RIGHT) / PIXELS_PER_TICK["x"], 2))
    _, up = axes.y.ticks(*axes.y_range, max((HEIGHT - TOP - BOTTOM) / PIXELS_PER_TICK["y"], 2))
    for x, words in zip(axes.across(np.asarray(across)), axes.x.told_all(across), strict=True):
        _rule(root, (x, TOP), (x, HEIGHT - BOTTOM))
        _text(root, x, HEIGHT - BOTTOM + 18, words, "tick", QUIET, anchor="middle")
    for y, words in zip(axes.up(np.asarray(up)), axes.y.told_all(up), strict=True):
        _rule(root, (LEFT, y), (WIDTH - RIGHT, y))
        _text(root, LEFT - 8, y + 4, words, "tick", QUIET, anchor="end")


def _rule(root: ElementTree.Element, begin: tuple[float, float], end: tuple[float, float]) -> None:
    (x1, y1), (x2, y2) = begin, end
    ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    _element(root, "line", stroke=GRID, **{"class": "grid"}, **ends)


def _line(root: ElementTree.Element, line: Line, axes: _Axes) -> None:
    places = list(zip(axes.across(line.x), axes.up(axes.values(line.y)), strict=True))
    colour, width = COLOURS[line.kind], "1" if line.kind == "batches" else "2"
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    look = {"class": " ".join(("line", line.kind)), "stroke-width": width, "stroke-linejoin": "round"}
    _element(root, "polyline", points=points, fill="none", stroke=colour, **look)
    for x, y in places if line.kind != "batches" and len(places) <= 40 else ():
        dot = {"class": " ".join(("dot", line.kind))}
        _element(root, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3", fill=colour, **dot)


def _legend(root: ElementTree.Element, lines: Sequence[Line]) -> None:
    right = WIDTH - RIGHT
    for line in reversed(lines):
        _text(root, right, 18, line.name, "legend", QUIET, anchor="end", size=12)
        right -= 7.2 * len(line.name) + 12
        look = {"class": " ".join(("dot", line.kind)), "fill": COLOURS[line.kind]}
        _element(root, "circle", cx=f"{right:.1f}", cy="14", r="4", **look)
        right -= 16


def _text(
    root: ElementTree.Element, x: float, y: float, words: str, kind: str, colour: str,
    *, anchor: str = "start", weight: str = "400", size: int = 11,
) -> None:  # fmt: skip
    look = {"class": kind, "text-anchor": anchor, "font-size": str(size), "font-weight": weight}
    _element(root, "text", x=f"{x:.1f}", y=f"{y:.1f}", fill=colour, **look).text = str(words)


def _element(root: ElementTree.Element | None, kind: str, **attributes: str) -> ElementTree.Element:
    tag = f"{{{SVG}}}{kind}"
    return ElementTree.Element(tag, attributes) if root is None else ElementTree.SubElement(root, tag, attributes)
