"""How lines across upright axes are drawn, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from studio.training.runs.parallel_axes import Axis
from studio.ui import theme

SIDE, TOP, BELOW = 72, 40, 20
LEAST_GAP = 128
"""Pixels between two axes at least, so that what is written at them can be read."""

BETTER = {None: "", "higher": " ↑", "lower": " ↓"}
"""Behind a metric's name: where its better values lie."""

TICK_ROOM = 14.0
FADED = 40
"""Opacity, of 255, of lines outside a range and beside the one pointed at."""

GOOD, POOR = 210, 90
"""Hue is that of the accent; opacity tells how good the last value is."""


@dataclass(frozen=True)
class Line:
    """What a line stands for: words told on pointing at it, and its colour (#rrggbb), "" for that of its last value."""

    words: str
    colour: str = ""


@dataclass(frozen=True)
class Look:
    """All that is drawn; `point` is where a place from 0 to 1 on an axis is."""

    axes: Sequence[Axis]
    lines: Sequence[Line]
    ranges: Mapping[str, tuple[float, float]]
    kept: frozenset[int]
    pointed: int | None
    point: Callable[[int, float], QPointF]


def paint(painter: QPainter, box: QRectF, look: Look) -> None:
    """Draw all lines, those that matter last, then the axes over them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(box, QColor(theme.current().panel))
    marked = [bool(line.colour) for line in look.lines]
    order = sorted(range(len(look.lines)), key=lambda line: (line == look.pointed, line in look.kept, marked[line]))
    for line in order:
        _paint_line(painter, look, line)
    for number, axis in enumerate(look.axes):
        _paint_axis(painter, look, number, axis)


def _paint_line(painter: QPainter, look: Look, line: int) -> None:
    painter.setPen(QPen(_colour(look, line), 2.5 if line == look.pointed or look.lines[line].colour else 1.5))
    piece: list[QPointF] = []
    for number, axis in enumerate(look.axes):
        place = axis.places[line]
        if place is None:
            _paint_piece(painter, piece)
            piece = []
        else:
            piece.append(look.point(number, place))
    _paint_piece(painter, piece)


def _paint_piece(painter: QPainter, piece: Sequence[QPointF]) -> None:
    """A line between neighbours; a value whose neighbours are missing is a point."""
    if len(piece) > 1:
        painter.drawPolyline(QPolygonF(piece))
    elif piece:
        painter.drawEllipse(piece[0], 1.5, 1.5)


def _colour(look: Look, line: int) -> QColor:
    colours = theme.current()
    colour = QColor(look.lines[line].colour or colours.accent)
    if line not in look.kept:
        colour = QColor(colours.faint)
        colour.setAlpha(FADED)
    elif look.pointed not in (None, line):
        colour.setAlpha(FADED * 2)
    elif not look.lines[line].colour and line != look.pointed:
        colour.setAlpha(round(POOR + (GOOD - POOR) * _goodness(look.axes, line)))
    return colour


def _goodness(axes: Sequence[Axis], line: int) -> float:
    """How good a line's value on the first axis of a metric is, from 0 to 1."""
    axis = next((axis for axis in axes if axis.better is not None), None)
    place = None if axis is None else axis.places[line]
    if axis is None or place is None:
        return 0.5
    return place if axis.better == "higher" else 1.0 - place


def _paint_axis(painter: QPainter, look: Look, number: int, axis: Axis) -> None:
    colours = theme.current()
    bottom, top = look.point(number, 0.0), look.point(number, 1.0)
    painter.setPen(QPen(QColor(colours.muted), 1))
    painter.drawLine(bottom, top)
    ends = look.ranges.get(axis.name)
    if ends is not None:
        low, high = (look.point(number, place) for place in ends)
        fill = QColor(colours.accent)
        fill.setAlpha(70)
        painter.fillRect(QRectF(low.x() - 5, high.y(), 10, max(low.y() - high.y(), 1.0)), fill)
    painter.setFont(theme.font(12, 600))
    _paint_words(painter, f"{axis.title}{BETTER[axis.better]}", QPointF(top.x(), top.y() - 24), colours.text)
    painter.setFont(theme.font(11))
    last = None
    for place, words in axis.ticks:
        at = look.point(number, place)
        painter.setPen(QColor(colours.muted))
        painter.drawLine(at - QPointF(3, 0), at + QPointF(3, 0))
        if last is None or last - at.y() >= TICK_ROOM:
            last = at.y()
            _paint_tick(painter, words, at)


def _paint_tick(painter: QPainter, words: str, at: QPointF) -> None:
    """What is written at the right of an axis, on a ground that lets it be read over the lines."""
    colours = theme.current()
    metrics = QFontMetricsF(painter.font())
    told = metrics.elidedText(words, Qt.TextElideMode.ElideRight, LEAST_GAP - 24)
    width = metrics.horizontalAdvance(told) + 6
    box = QRectF(at.x() + 6, at.y() - 7, width, 14)
    ground = QColor(colours.panel)
    ground.setAlpha(200)
    painter.fillRect(box, ground)
    painter.setPen(QColor(colours.muted))
    painter.drawText(box.adjusted(3, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, told)


def _paint_words(painter: QPainter, words: str, middle: QPointF, colour: str) -> None:
    told = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideMiddle, LEAST_GAP - 8)
    painter.setPen(QColor(colour))
    box = QRectF(middle.x() - LEAST_GAP / 2, middle.y() - 10, LEAST_GAP, 20)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, told)
