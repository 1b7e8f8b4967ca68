"""Boxes over an empty picture, one of which a person may move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import ntr
from studio.ui import theme
from studio.ui.widgets.told import Told, tell_value

STEP = 4.0
"""Pixels of the picture that an arrow key moves by."""

TAG = 17
"""Pixels of height that the words of a box take."""


class Shown(NamedTuple):
    """A box: left, top, right, bottom, in pixels of the picture. `tone` is a colour of the theme."""

    box: tuple[float, float, float, float]
    tone: str = "muted"
    words: str = ""
    is_strong: bool = False
    is_dashed: bool = False


class BoxPlane(QWidget, Told):
    """Shows a picture of some width and height; `moved` tells how far a person drags, in its pixels."""

    ROLE = QAccessible.Role.Canvas

    moved = Signal(float, float)

    def __init__(self, name: str, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.boxes: tuple[Shown, ...] = ()
        self._from: QPointF | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(280, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_boxes(self, boxes: Sequence[Shown]) -> None:
        """Show these, the last on top."""
        self.boxes = tuple(boxes)
        self.update()
        tell_value(self)

    def told_value(self) -> str:
        count = ntr("{count} box", "{count} boxes", len(self.boxes))
        return ", ".join([count, *(each.words for each in self.boxes if each.words)])

    @property
    def field(self) -> QRectF:
        """Where the picture is, at the top, as large as there is room."""
        scale = min((self.width() - 2) / self._size.width(), (self.height() - 2) / self._size.height())
        width, height = self._size.width() * scale, self._size.height() * scale
        return QRectF((self.width() - width) / 2, 1, width, height)

    def place(self, x: float, y: float) -> QPointF:
        """The pixel of the widget for one of the picture."""
        field = self.field
        scale = field.width() / self._size.width()
        return QPointF(field.left() + x * scale, field.top() + y * scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            scale = self.field.width() / self._size.width()
            by = (event.position() - self._from) / scale
            self._from = event.position()
            self.moved.emit(by.x(), by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step[0] * STEP, step[1] * STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.field_border), 1))
        painter.setBrush(QColor(colours.field))
        painter.drawRoundedRect(self.field, 6, 6)
        painter.setClipRect(self.field)
        for each in self.boxes:
            self._paint_box(painter, each)
        tags: list[QRectF] = []
        for each in self.boxes:  # above all boxes, so that none covers the words of another
            if each.words:
                tags.append(self._free_of(tags, self._tag(painter, each)))
                self._paint_words(painter, tags[-1], each)

    def _paint_box(self, painter: QPainter, shown: Shown) -> None:
        colour = QColor(getattr(theme.current(), shown.tone))
        style = Qt.PenStyle.DashLine if shown.is_dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 2.5 if shown.is_strong else 1.25, style))
        fill = QColor(colour)
        fill.setAlphaF(0.12 if shown.is_strong else 0.0)
        painter.setBrush(fill)
        painter.drawRect(self._area(shown))

    def _area(self, shown: Shown) -> QRectF:
        left, top, right, bottom = shown.box
        return QRectF(self.place(left, top), self.place(right, bottom))

    def _tag(self, painter: QPainter, shown: Shown) -> QRectF:
        """Where its words stand: on its upper edge, or below that where it is at the top."""
        painter.setFont(theme.font(11, 600))
        box, width = self._area(shown), painter.fontMetrics().horizontalAdvance(shown.words) + 8
        top = box.top() - TAG if box.top() - TAG > self.field.top() else box.top()
        return QRectF(box.left(), top, width, TAG)

    def _free_of(self, others: Sequence[QRectF], tag: QRectF) -> QRectF:
        """The tag moved to the right until it is off the others, as far as the field reaches."""
        for other in sorted(others, key=QRectF.left):
            if tag.intersects(other) and other.right() + tag.width() < self.field.right():
                tag.moveLeft(other.right() + 2)
        return tag

    def _paint_words(self, painter: QPainter, tag: QRectF, shown: Shown) -> None:
        painter.setFont(theme.font(11, 600))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().panel))
        painter.drawRect(tag)
        painter.setPen(QColor(getattr(theme.current(), shown.tone)))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, shown.words)
