"""Cards of nodes that are no more, where they would stand: dashed, below all else, and nothing to be grabbed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.graph.model import Position
from studio.text import tr
from studio.ui.canvas.items.card_body import RADIUS
from studio.ui.canvas.items.card_painter import READABLE
from studio.ui.canvas.items.geometry import HEIGHT, WIDTH, card_rect
from studio.ui.canvas.items.pens import font, layout
from studio.ui.canvas.items.shown import Shown

BELOW = -1.5
SIZE, LARGE = 13, 20
"""Of the name, near and from afar."""

INSET = 14.0


class GoneCards(QGraphicsItem):
    """Draws those of the level that is shown."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.places: Mapping[str, tuple[str, Position]] = {}
        self._area = QRectF()
        self.setZValue(BELOW)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_places(self, places: Mapping[str, tuple[str, Position]]) -> None:
        """Draw the nodes of these paths: what each was, and where."""
        self.prepareGeometryChange()
        self.places = places
        self._area = QRectF()
        for _, position in places.values():
            self._area = self._area.united(card_rect(position).adjusted(-2, -2, 2, 2))
        self.update()

    @property
    def here(self) -> dict[str, tuple[str, Position]]:
        """Those of the level that is shown, by their names there."""
        prefix = self._shown.place.prefix if self._shown.place is not None else ""
        cut = len(prefix)
        return {
            path[cut:]: told for path, told in self.places.items() if path.startswith(prefix) and "." not in path[cut:]
        }

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """A dashed outline with the name struck out, and what it was."""
        look = self._shown.look
        colour = QColor(look.theme.error)
        pen = QPen(colour, 1.5, Qt.PenStyle.DashLine)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = SIZE if painter.worldTransform().m11() >= READABLE else LARGE
        for name, (kind, position) in self.here.items():
            painter.setPen(pen)
            painter.setBrush(look.faded("error", 16))
            painter.drawRoundedRect(card_rect(position), RADIUS, RADIUS)
            corner = QPointF(position[0] + INSET, position[1] + HEIGHT / 2 - size - 6)
            title = layout(name, size, QFont.Weight.DemiBold, WIDTH - 2 * INSET)
            painter.setFont(font(size, QFont.Weight.DemiBold))
            painter.drawStaticText(corner, title)
            middle = corner.y() + title.size().height() / 2
            painter.drawLine(QPointF(corner.x(), middle), QPointF(corner.x() + title.size().width(), middle))
            told = layout(tr("gone: {layer}", layer=kind), size - 2, QFont.Weight.Normal, WIDTH - 2 * INSET)
            painter.setFont(font(size - 2))
            painter.drawStaticText(corner + QPointF(0, size + 6), told)
