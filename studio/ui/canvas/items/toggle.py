"""The small round sign that expands a tile, or collapses the branches that meet in a card or what lies on a frame."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen

from studio.graph.model import Position
from studio.graph.topology import sources_of
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH
from studio.ui.canvas.items.shown import Shown

PLACE = QPointF(WIDTH, HEIGHT)
"""Its middle on a card, from the corner: where no port is, whichever way data run."""

RADIUS = 9.0
_ARM = 4 / 9
"""Half of a line of the sign, in radii."""


def has_toggle(shown: Shown, name: str) -> bool:
    """Whether a card has the sign: always a tile, and under the pointer one that several nodes meet in."""
    return name in shown.view.tiles or len(sources_of(shown.graph, name)) > 1


def is_on_toggle(position: Position, at: QPointF) -> bool:
    """Whether a point of the scene is on the sign of a card at a place."""
    away = at - QPointF(*position) - PLACE
    return away.x() ** 2 + away.y() ** 2 <= (RADIUS + 2) ** 2


def paint_toggle(sheet: Sheet, at: QPointF = PLACE, radius: float = RADIUS, *, expands: bool, active: bool) -> None:
    """Draw it with its middle at a point, by itself on a card whose upper left corner is the origin."""
    painter, look = sheet.painter, sheet.look
    colour = look.accent if active else QColor(look.theme.muted)
    arm = radius * _ARM
    painter.setPen(QPen(colour, radius / 6))
    painter.setBrush(QColor(look.theme.raised))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(colour if active else look.text.color(), radius / 5))
    painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
    if expands:
        painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))
