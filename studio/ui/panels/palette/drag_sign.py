"""The picture beside the pointer while a layer is dragged from the palette: the sign of its family."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from studio.ui import theme
from studio.ui.widgets.tile import paint_tile

SIDE = 26
BESIDE = 12
"""Pixels from the tip of the pointer to the sign, at its lower right: what is pointed at stays in sight."""


def drag_sign(family: str, ratio: float) -> QPixmap:
    """The sign of a layer family, for a screen of `ratio` device pixels to a logical one."""
    picture = QPixmap(QSize(SIDE, SIDE) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().raised))
    painter.drawRoundedRect(0, 0, SIDE, SIDE, 7, 7)
    paint_tile(painter, QRect(0, 0, SIDE, SIDE), family)
    painter.end()
    return picture
