"""The dots behind the network: one small tile repeated, so that they cost next to nothing."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap, QTransform

from studio.ui.canvas.geometry import GRID

CLOSEST = 14.0
"""Pixels between dots at least; further out every second row is left out, and so on."""

_LARGEST_DOT = 1.5


def draw_grid(painter: QPainter, origin: QPointF, zoom: float, area: QRectF, colour: QColor, ratio: float) -> None:
    """Fill `area` (pixels of the view) with dots; the scene's origin is at `origin`, a scene unit is `zoom` pixels."""
    spacing = GRID * zoom
    while spacing < CLOSEST:
        spacing *= 2
    tile = _tile(max(round(spacing * ratio), 2), colour.rgba(), min(_LARGEST_DOT, 0.8 + zoom * 0.4) * ratio)
    scale = spacing / tile.width()
    brush = QBrush(tile)
    shift = spacing / 2
    brush.setTransform(QTransform(scale, 0, 0, scale, origin.x() - shift, origin.y() - shift))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, abs(scale * ratio - 1) > 1e-6)
    painter.fillRect(area, brush)


@lru_cache(maxsize=64)
def _tile(size: int, rgba: int, radius: float) -> QPixmap:
    """A square with one dot in its middle."""
    tile = QPixmap(size, size)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromRgba(rgba))
    painter.drawEllipse(QPointF(size / 2, size / 2), radius, radius)
    painter.end()
    return tile
