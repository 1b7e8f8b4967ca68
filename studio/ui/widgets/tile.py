"""The coloured tile with the icon of a layer family, which stands for a layer wherever it is named."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from studio.ui import theme

APP = "app"
"""Stands in a family's place for the project as a whole."""


def paint_tile(painter: QPainter, box: QRect, family: str) -> None:
    """Draw the tile of a family, its icon at 60 % of the tile's size."""
    colours = theme.current()
    tint = QColor(colours.family[family])
    tint.setAlpha(30 if colours.mode == "light" else 44)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    radius = box.height() * 0.24
    painter.drawRoundedRect(QRectF(box), radius, radius)
    side = round(box.height() * 0.6 / 2) * 2
    corner = box.topLeft()
    inset = (box.height() - side) // 2
    theme.icon(f"family-{family}").paint(painter, QRect(corner.x() + inset, corner.y() + inset, side, side))


class FamilyTile(QWidget):
    """The tile as a widget; of `APP` it is the sign of the application."""

    def __init__(self, family: str = "other", side: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._family = family
        self._side = side
        self.setFixedSize(side, side)

    def set_family(self, family: str) -> None:
        """Stand for another family."""
        self._family = family
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._family == APP:
            theme.icon("app").paint(QPainter(self), self.rect())
        else:
            paint_tile(QPainter(self), self.rect(), self._family)
