"""The ground of the canvas with its dots: drawn once for a zoom, then only shifted as the view pans."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap, QTransform

from studio.ui.canvas.items.geometry import GRID

CLOSEST = 14.0
"""Pixels between dots at least; further out every second row is left out, and so on."""

_LARGEST_DOT = 1.5


def draw_grid(
    painter: QPainter, origin: QPointF, zoom: float, view: QSize, area: QRect, ground: QColor, dots: QColor
) -> None:
    """Fill `area` of a view of this size, in pixels; the scene's origin is at `origin`, `zoom` pixels a scene unit."""
    spacing = GRID * zoom
    while spacing < CLOSEST:
        spacing *= 2
    ratio = painter.device().devicePixelRatioF()
    picture = _ground(view.width(), view.height(), spacing, zoom, ratio, ground.rgba(), dots.rgba())
    across, down = origin.x() % spacing, origin.y() % spacing
    corner = QPointF(round((spacing - across) * ratio), round((spacing - down) * ratio)) / ratio
    source = QRect(
        round((area.left() + corner.x()) * ratio),
        round((area.top() + corner.y()) * ratio),
        round(area.width() * ratio),
        round(area.height() * ratio),
    )
    painter.drawPixmap(area, picture, source)


@lru_cache(maxsize=2)
def _ground(width: int, height: int, spacing: float, zoom: float, ratio: float, ground: int, dots: int) -> QPixmap:
    """One spacing larger than the view, with a dot at its upper left corner and so on."""
    reach = spacing + 2
    picture = QPixmap(ceil((width + reach) * ratio), ceil((height + reach) * ratio))
    picture.fill(QColor.fromRgba(ground))
    tile = _tile(max(round(spacing * ratio), 2), dots, min(_LARGEST_DOT, 0.8 + zoom * 0.4) * ratio)
    scale, shift = spacing * ratio / tile.width(), -spacing * ratio / 2
    brush = QBrush(tile)
    brush.setTransform(QTransform(scale, 0, 0, scale, shift, shift))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, abs(scale - 1) > 1e-6)
    painter.fillRect(picture.rect(), brush)
    painter.end()
    return picture


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
