"""Where things are on the canvas: sizes of a card, places of its ports, the course of a link. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

from studio.graph import flow as flows
from studio.graph.flow import Flow
from studio.graph.model import Position

GRID = int(flows.GRID)
"""Distance of the dots, and what positions snap to."""

WIDTH, HEIGHT = map(int, flows.CARD)
GAP = int(flows.gap("down")[1])
"""Free space between a card and the next below it."""

PORT = 5
"""Radius of a port."""

PORT_REACH = PORT + 5.0
"""How near the middle of a port the pointer means it, at natural size."""

_SAMPLES = 24
_TURN = QTransform(0, 1, 1, 0, 0, 0)
"""Makes down of right, and right of down."""


def port_place(side: Literal["in", "out"], index: int, count: int, flow: Flow = "down") -> QPointF:
    """Centre of a port, from the card's upper left corner: data come in where they flow from."""
    share = (index + 1) / (count + 1)
    if flow == "right":
        return QPointF(0 if side == "in" else WIDTH, HEIGHT * share)
    return QPointF(WIDTH * share, 0 if side == "in" else HEIGHT)


def card_rect(position: Position = (0.0, 0.0)) -> QRectF:
    """The card of a node at `position`, which is its upper left corner."""
    return QRectF(*position, WIDTH, HEIGHT)


def bounds(positions: Iterable[Position]) -> QRectF:
    """The rectangle around the cards at these positions; null when there are none."""
    found = list(positions)
    if not found:
        return QRectF()
    xs, ys = zip(*found, strict=True)
    left, top = min(xs), min(ys)
    return QRectF(left, top, max(xs) - left + WIDTH, max(ys) - top + HEIGHT)


def around(positions: Iterable[Position]) -> QRectF:
    """The rectangle around the cards at these positions with their ports; null when there are none."""
    box = bounds(positions)
    return box if box.isNull() else box.adjusted(-PORT, -PORT, PORT, PORT)


def snapped(position: Position, step: int = GRID) -> Position:
    """The nearest point of the grid."""
    return round(position[0] / step) * step, round(position[1] / step) * step


def link_path(start: QPointF, end: QPointF, bulge: float = 0.0, flow: Flow = "down") -> QPainterPath:
    """A smooth curve that leaves `start` with the flow and reaches `end` with it, bent aside by `bulge`."""
    if flow == "right":
        return _TURN.map(link_path(_TURN.map(start), _TURN.map(end), bulge))
    down = end.y() - start.y()
    reach = min(down / 2, 100.0) if down > 0 else min(60 - down / 3, 200.0)
    reach = max(reach, 24.0) if abs(end.x() - start.x()) > 1 else max(reach, 1.0)
    path = QPainterPath(start)
    if not bulge and down < -HEIGHT and abs(end.x() - start.x()) > WIDTH:
        return _path_back(start, end)
    if not bulge:
        path.cubicTo(start.x(), start.y() + reach, end.x(), end.y() - reach, end.x(), end.y())
        return path
    side = (start.x() + end.x()) / 2 + bulge
    bend = min(down / 2, GAP)
    path.cubicTo(start.x(), start.y() + bend * 0.75, side, start.y() + bend / 4, side, start.y() + bend)
    path.lineTo(side, end.y() - bend)
    path.cubicTo(side, end.y() - bend / 4, end.x(), end.y() - bend * 0.75, end.x(), end.y())
    return path


def _path_back(start: QPointF, end: QPointF) -> QPainterPath:
    """From below one column up to the head of another: past the cards of both, in the middle between them."""
    path, side = QPainterPath(start), (start.x() + end.x()) / 2
    turn, low, high = GAP / 2, start.y() + GAP / 2, end.y() - GAP / 2
    path.cubicTo(start.x(), low + turn, side, low + turn, side, low - turn)
    path.lineTo(side, high + turn)
    path.cubicTo(side, high - turn, end.x(), high - turn, end.x(), end.y())
    return path


def curve(start: Position, end: Position) -> list[Position]:
    """Points along the path of a link downwards that is not bent aside."""
    reach = max(min((end[1] - start[1]) / 2, 100.0), 24.0)
    ys = (start[1], start[1] + reach, end[1] - reach, end[1])
    steps = [step / _SAMPLES for step in range(_SAMPLES + 1)]
    parts = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in steps]
    return [
        ((a + b) * start[0] + (c + d) * end[0], a * ys[0] + b * ys[1] + c * ys[2] + d * ys[3]) for a, b, c, d in parts
    ]


def samples(path: QPainterPath) -> list[QPointF]:
    """Points along a path, close enough together for hit tests."""
    return [path.pointAtPercent(step / _SAMPLES) for step in range(_SAMPLES + 1)]


def distance(points: Sequence[QPointF], at: QPointF) -> float:
    """How far `at` is from the line through these points."""
    return min(_to_segment(at, a, b) for a, b in pairwise(points))


def crosses(first: Sequence[QPointF], second: Sequence[QPointF]) -> bool:
    """Whether two lines, each through its points, cut each other."""
    return any(
        _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b)
        for a, b in pairwise(first)
        for c, d in pairwise(second)
    )


def _to_segment(at: QPointF, a: QPointF, b: QPointF) -> float:
    dx, dy = b.x() - a.x(), b.y() - a.y()
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((at.x() - a.x()) * dx + (at.y() - a.y()) * dy) / length))
    return hypot(at.x() - a.x() - along * dx, at.y() - a.y() - along * dy)


def _side(a: QPointF, b: QPointF, c: QPointF) -> bool:
    return (b.x() - a.x()) * (c.y() - a.y()) > (b.y() - a.y()) * (c.x() - a.x())
