"""The picture that a minimap keeps: the network in the colours of families and problems, on the ground of the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from studio.ui import theme
from studio.ui.canvas.items.annotation_items import Mark
from studio.ui.canvas.items.pens import Look

_ROUND = 8
_LEAST = 4.0
"""Side of a card with a problem, however small the network is here."""


def network_picture(
    size: QSize,
    ratio: float,
    to_map: QTransform,
    everything: Mapping[str, Sequence[QRectF]],
    marks: Sequence[Mark],
    look: Look,
) -> QPixmap:
    """Draw cards, given in scene coordinates by their colour (#rrggbb), over the marks of frames and comments, on a map
    of this size in logical pixels."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _draw_ground(painter, QRectF(0, 0, size.width(), size.height()))
    painter.setTransform(to_map)
    _draw_marks(painter, marks, look)
    for colour, blocks in everything.items():
        pen = QPen(QColor(colour), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QColor(colour))
        painter.drawRects(blocks)
    painter.resetTransform()
    _draw_problems(painter, to_map, everything)
    painter.end()
    return picture


def _draw_marks(painter: QPainter, marks: Sequence[Mark], look: Look) -> None:
    """Frames as grounds with an edge, comments as sheets."""
    for mark in marks:
        pen = QPen(look.tag(mark.colour, 190), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(look.tag(mark.colour, 45 if mark.is_frame else 130))
        painter.drawRect(QRectF(*mark.area))


def at_least(area: QRectF, side: float) -> QRectF:
    """An area about the same middle that is nowhere smaller than `side`."""
    across, down = max(0.0, side - area.width()) / 2, max(0.0, side - area.height()) / 2
    return area.adjusted(-across, -down, across, down)


def _draw_ground(painter: QPainter, area: QRectF) -> None:
    colours = theme.current()
    ground = QColor(colours.panel)
    ground.setAlpha(235)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_problems(painter: QPainter, to_map: QTransform, everything: Mapping[str, Sequence[QRectF]]) -> None:
    """Cards with problems, large enough to be seen."""
    colours = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    for colour in (colours.warning, colours.error):
        painter.setBrush(QColor(colour))
        painter.drawRects([at_least(to_map.mapRect(block), _LEAST) for block in everything.get(colour, ())])
