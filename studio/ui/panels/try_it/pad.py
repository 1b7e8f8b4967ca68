"""A sheet to draw on with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import ntr, tr
from studio.ui import theme
from studio.ui.widgets.told import Told

SIDE = 140
PEN = 0.08
"""Of the sheet's side, how thick lines are shown."""

MOST_POINTS = 20_000
"""Of all lines together; a drawing has some hundred."""


class DrawingPad(QWidget, Told):
    """Hands on all lines, as points from 0 to 1, while one is drawn."""

    ROLE = QAccessible.Role.Canvas

    edited = Signal(object)  # tuple of strokes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strokes: list[list[tuple[float, float]]] = []
        self._is_drawing = False
        self.setMinimumSize(SIDE, SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Sheet to draw on"))

    def told_value(self) -> str:
        return ntr("{count} line", "{count} lines", len(self.strokes))

    @property
    def field(self) -> QRectF:
        """The square that is drawn on."""
        side = min(self.width(), self.height())
        return QRectF(0, 0, side, side)

    def clear(self) -> None:
        """Begin anew."""
        self.strokes = []
        self._tell()

    def undo(self) -> None:
        """Take the last line back."""
        if self.strokes and not self._is_drawing:
            self.strokes.pop()
            self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_drawing = True
            self.strokes.append([])
            self._add(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_drawing:
            self._add(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_drawing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, field = theme.current(), self.field
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colours.field))
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.field_border), 1))
        painter.drawRoundedRect(field.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if not self.strokes:
            painter.setPen(QColor(colours.muted))
            painter.setFont(theme.font(13))
            painter.drawText(field, Qt.AlignmentFlag.AlignCenter, tr("Draw here"))
            return
        pen = QPen(QColor(colours.text), PEN * field.width())
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setClipRect(field)
        for stroke in self.strokes:
            points = [field.topLeft() + QPointF(x, y) * field.width() for x, y in stroke]
            painter.drawPolyline(QPolygonF([*points, points[-1]]))

    def _add(self, position: QPointF) -> None:
        field = self.field
        if sum(map(len, self.strokes)) < MOST_POINTS:
            x, y = (position.x() - field.x()) / field.width(), (position.y() - field.y()) / field.height()
            self.strokes[-1].append((min(1.0, max(0.0, x)), min(1.0, max(0.0, y))))
        self._tell()

    def _tell(self) -> None:
        self.update()
        self.edited.emit(tuple(tuple(stroke) for stroke in self.strokes if stroke))
