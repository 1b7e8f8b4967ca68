"""Draws on a card the share of the whole that a node has, how hot it is, or what became of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt

from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_body import RADIUS
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH

_INSET = 12
_TRACK = QRectF(_INSET, HEIGHT - 6, WIDTH - 2 * _INSET, 3)
_HEAT = QRectF(_INSET, HEIGHT - 7, WIDTH - 2 * _INSET, 5)
_CARD = QRectF(0, 0, WIDTH, HEIGHT)
_LEAST = 3.0
"""So wide is the bar of even the smallest share that is not nothing."""


def paint_share(sheet: Sheet, share: float, family: str) -> None:
    """A bar along the lower edge of the card whose upper left corner is the origin."""
    painter = sheet.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(sheet.look.badge[family])
    painter.drawRoundedRect(_TRACK, 1.5, 1.5)
    filled = QRectF(_TRACK)
    filled.setWidth(max(_LEAST, share * _TRACK.width()))
    painter.setBrush(sheet.look.family[family])
    painter.drawRoundedRect(filled, 1.5, 1.5)


def paint_heat(sheet: Sheet, heat: float) -> None:
    """A bar along the lower edge, as long and of the colour as the heat (0 to 1) says."""
    painter, colours = sheet.painter, sheet.look.heat
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(sheet.look.heat[0])
    painter.drawRoundedRect(_HEAT, 2.5, 2.5)
    filled = QRectF(_HEAT)
    filled.setWidth(max(2 * _LEAST, heat * _HEAT.width()))
    painter.setBrush(colours[min(int(heat * len(colours)), len(colours) - 1)])
    painter.drawRoundedRect(filled, 2.5, 2.5)


def paint_change(sheet: Sheet, change: str) -> None:
    """A frame around the card in the colour of what became of it: `added` or `changed`."""
    painter = sheet.painter
    painter.setPen(sheet.look.change[change])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(_CARD, RADIUS, RADIUS)
