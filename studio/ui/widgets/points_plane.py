"""A plane on which points of classes are set, moved and removed, by mouse or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.data.config.drawn import DECIMALS, MOST_CLASSES, MOST_POINTS, Points
from studio.formatting.numbers import three_digits
from studio.text import ntr, tr
from studio.ui import theme
from studio.ui.widgets.points_marks import paint_mark
from studio.ui.widgets.told import Told, tell_value

SIDE = 232
MARGIN = 9
NEAR = 8.0
"""Logical pixels within which a click means a point."""

STEP, FINE_STEP = 0.1, 0.02
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
OTHERS = (
    Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip


class PointsPlane(QWidget, Told):
    """Shows points with x and y from −1 to 1, and hands on each change that a person has completed."""

    ROLE = QAccessible.Role.Canvas

    edited = Signal(object)  # all points
    asked_for_class = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: Points = ()
        self.label = 0
        self.selected: int | None = None
        self.cross = QPointF(0.0, 0.0)
        self._before: Points | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(SIDE)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_points(self, points: Points) -> None:
        """Show other points; what was dragged stays where it was."""
        self.points, self._before = points, None
        if self.selected is not None and self.selected >= len(points):
            self.selected = None
        self.update()

    def told_value(self) -> str:
        count = ntr("{count} point", "{count} points", len(self.points))
        at = tr("the cross is at x = {x}, y = {y}", x=three_digits(self.cross.x()), y=three_digits(self.cross.y()))
        return f"{count}; {at}"

    def place(self, x: float, y: float) -> QPointF:
        """Where a point of the plane lies in the widget."""
        field = self._field()
        return QPointF(field.center().x() + x * field.width() / 2, field.center().y() - y * field.height() / 2)

    def _field(self) -> QRectF:
        side = min(self.width(), self.height()) - 2 * MARGIN
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _at(self, position: QPointF) -> tuple[float, float]:
        """The x and y of a place in the widget, the nearest of the plane."""
        field = self._field()
        x = 2 * (position.x() - field.center().x()) / field.width()
        y = -2 * (position.y() - field.center().y()) / field.height()
        return _within(x), _within(y)

    def _near(self, position: QPointF) -> int | None:
        """The number of the point at a place; of several the nearest, and the one on top."""
        found = [
            ((self.place(x, y) - position).manhattanLength(), -number)
            for number, (x, y, _) in enumerate(self.points)
        ]  # fmt: skip
        distance, number = min(found, default=(NEAR + 1, 0))
        return -number if distance <= NEAR else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._before is not None:
            return
        near = self._near(event.position())
        if event.button() == Qt.MouseButton.RightButton and near is not None:
            self._remove(near)
        elif event.button() == Qt.MouseButton.LeftButton:
            before = self.points
            if near is None:
                if len(before) >= MOST_POINTS or not self._field().adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(
                    event.position()
                ):
                    return
                self.points = (*before, (*self._at(event.position()), self.label))
                near = len(before)
            self._before, self.selected = before, near
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._before is not None and self.selected is not None:
            self._put(self.selected, *self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._before is not None:
            before, self._before = self._before, None
            if self.points != before:
                self.edited.emit(self.points)

    def contextMenuEvent(self, event: QEvent) -> None:
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()
            return True
        return super().event(event)

    def _means(self, event: QKeyEvent) -> bool:
        """Whether a key is for the plane."""
        is_drag = event.key() == Qt.Key.Key_Escape and self._before is not None
        is_plain = not event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier)
        is_digit = event.text() in _DIGITS and event.text() != ""
        return is_drag or (is_plain and (event.key() in ARROWS or event.key() in OTHERS or is_digit))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._means(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            assert self._before is not None
            self.show_points(self._before)
        elif self._before is not None:
            return
        elif event.key() in ARROWS:
            self._step(event)
        elif event.key() == Qt.Key.Key_Space:
            if len(self.points) < MOST_POINTS:
                self.selected = len(self.points)
                self.edited.emit((*self.points, (_within(self.cross.x()), _within(self.cross.y()), self.label)))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._go(1 if event.key() == Qt.Key.Key_PageDown else -1)
        elif event.text() in _DIGITS and event.text():
            self.asked_for_class.emit(int(event.text()))
        elif self.selected is not None:
            self._remove(self.selected)

    def _step(self, event: QKeyEvent) -> None:
        """Move the cross, and with Ctrl the selected point."""
        size = FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        across, up = ARROWS[Qt.Key(event.key())]
        moves_point = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if moves_point and self.selected is None:
            return
        if moves_point and self.selected is not None:
            x, y, _ = self.points[self.selected]
            self.cross = QPointF(x, y)
        self.cross = QPointF(_within(self.cross.x() + across * size), _within(self.cross.y() + up * size))
        if moves_point and self.selected is not None:
            before = self.points
            self._put(self.selected, self.cross.x(), self.cross.y())
            if self.points != before:
                self.edited.emit(self.points)
        self.update()
        tell_value(self)

    def _go(self, by: int) -> None:
        """Select the next point, or the one before."""
        if self.points:
            first = 0 if by > 0 else -1
            self.selected = (first if self.selected is None else self.selected + by) % len(self.points)
            x, y, _ = self.points[self.selected]
            self.cross = QPointF(x, y)
            self.update()
            tell_value(self)

    def _put(self, number: int, x: float, y: float) -> None:
        self.points = (*self.points[:number], (x, y, self.points[number][2]), *self.points[number + 1 :])
        self.update()

    def _remove(self, number: int) -> None:
        self.selected = None
        self.edited.emit((*self.points[:number], *self.points[number + 1 :]))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, field = theme.current(), self._field()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colours.field))
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.field_border), 1))
        painter.drawRoundedRect(field.adjusted(-MARGIN + 1, -MARGIN + 1, MARGIN - 1, MARGIN - 1), 6, 6)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(self.place(-1, 0), self.place(1, 0))
        painter.drawLine(self.place(0, -1), self.place(0, 1))
        for number, (x, y, label) in enumerate(self.points):
            paint_mark(painter, self.place(x, y), label, chosen=number == self.selected and self.hasFocus())
        if self.hasFocus():
            centre = self.place(self.cross.x(), self.cross.y())
            painter.setPen(QPen(QColor(colours.text), 1))
            painter.drawLine(centre - QPointF(6, 0), centre + QPointF(6, 0))
            painter.drawLine(centre - QPointF(0, 6), centre + QPointF(0, 6))


_DIGITS = "".join(map(str, range(MOST_CLASSES)))


def _within(value: float) -> float:
    return round(min(1.0, max(-1.0, value)), DECIMALS) + 0.0
