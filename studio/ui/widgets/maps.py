"""Maps of numbers in large, or a row of bars: each number can be pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import shape
from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.told import Told, tell_value

if TYPE_CHECKING:
    from studio.insight.strips import Strip

GAP = 1
FREE = 0.25
"""Share of a bar's room that stays free."""


STEPS = {
    Qt.Key.Key_Left: (0, 0, -1), Qt.Key.Key_Right: (0, 0, 1), Qt.Key.Key_Up: (0, -1, 0), Qt.Key.Key_Down: (0, 1, 0),
    Qt.Key.Key_PageUp: (-1, 0, 0), Qt.Key.Key_PageDown: (1, 0, 0),
}  # fmt: skip
"""By how many maps, rows and columns a key leads on."""


class MapsView(QWidget, Told):
    """Shows a strip; `pointed` tells the place of a number: (map, row, column) or (place,).

    That is the number under the pointer, or the one that the arrow keys have reached; Page Up and Page Down lead to
    the map before and after.
    """

    ROLE = QAccessible.Role.Chart

    pointed = Signal(object)

    def __init__(self, strip: Strip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = strip
        self._picture = None if strip.grey is None else image_of(strip)
        self._place: tuple[int, ...] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def told_value(self) -> str:
        if self._place is None:
            return shape(self._strip.shape)
        return tr("at ({place})", place=", ".join(map(str, self._place)))

    def sizeHint(self) -> QSize:
        return QSize(560, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is not None:
            field = self._field()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, field.width() < self._picture.width())
            painter.drawImage(field, self._picture)
            mark = self._mark()
            if mark is not None:
                painter.setPen(QPen(QColor(theme.current().accent), 2))
                painter.drawRect(mark)
        else:
            self._paint_bars(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.current().accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self._strip.shown:
            super().keyPressEvent(event)
        else:
            self._point(self._beside(step))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell another number that is pointed at."""
        self._point(self.place_at(event.position()))

    def leaveEvent(self, event: object) -> None:
        """Point at nothing."""
        self._point(None)

    def place_at(self, at: QPointF) -> tuple[int, ...] | None:
        """The place of the number at a point of the widget, None beside them."""
        strip = self._strip
        if self._picture is None:
            place = int(at.x() / (self.width() / len(strip.bars))) if self.width() else 0
            return (place,) if 0 <= place < len(strip.bars) else None
        field, (height, width) = self._field(), self._map_size()
        if not field.contains(at):
            return None
        x = int((at.x() - field.left()) / field.width() * self._picture.width())
        y = int((at.y() - field.top()) / field.height() * self._picture.height())
        shown = y // (height + GAP) * strip.columns + x // (width + GAP)
        row, column = y % (height + GAP), x % (width + GAP)
        if row >= height or column >= width or shown >= strip.shown:
            return None
        return shown, row * strip.step, column * strip.step

    def _beside(self, step: tuple[int, int, int]) -> tuple[int, ...]:
        """Where a step leads, not beyond what is shown; the first step leads to the first number."""
        strip = self._strip
        limits: tuple[int, ...] = (strip.shown, *strip.shape[-2:])
        steps: tuple[int, ...] = (step[0], step[1] * strip.step, step[2] * strip.step)
        if self._picture is None:
            limits, steps = (len(strip.bars),), step[2:]
        if self._place is None:
            return (0,) * len(limits)
        moved = [(at, at + by) for at, by in zip(self._place, steps, strict=True)]
        return tuple(there if 0 <= there < limit else at for (at, there), limit in zip(moved, limits, strict=True))

    def _point(self, place: tuple[int, ...] | None) -> None:
        if place != self._place:
            self._place = place
            self.pointed.emit(place)
            self.update()
            tell_value(self)

    def _map_size(self) -> tuple[int, int]:
        """Pixels of the picture that a map takes."""
        height, width = self._strip.shape[-2:]
        step = self._strip.step
        return -(-height // step), -(-width // step)

    def _field(self) -> QRectF:
        """Where the picture is, as large as there is room."""
        assert self._picture is not None
        scale = min(self.width() / self._picture.width(), self.height() / self._picture.height())
        size = self._picture.width() * scale, self._picture.height() * scale
        return QRectF((self.width() - size[0]) / 2, (self.height() - size[1]) / 2, *size)

    def _mark(self) -> QRectF | None:
        if self._place is None or self._picture is None:
            return None
        field, (height, width) = self._field(), self._map_size()
        shown, row, column = self._place
        scale, step = field.width() / self._picture.width(), self._strip.step
        x = shown % self._strip.columns * (width + GAP) + column // step
        y = shown // self._strip.columns * (height + GAP) + row // step
        return QRectF(field.left() + x * scale, field.top() + y * scale, scale, scale)

    def _paint_bars(self, painter: QPainter) -> None:
        bars, colours = self._strip.bars, theme.current()
        if not bars:
            return
        top, bottom = max(0.0, *bars), min(0.0, *bars)
        scale, pitch = self.height() / ((top - bottom) or 1.0), self.width() / len(bars)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, number in enumerate(bars):
            colour = QColor(colours.accent if number > 0 else colours.warning)
            colour.setAlphaF(1.0 if self._place in (None, (place,)) else 0.5)
            painter.setBrush(colour)
            painter.drawRect(bar_at(0, place, pitch, top * scale, number * scale))
        painter.setPen(QPen(QColor(colours.field_border), 1))
        painter.drawLine(QPointF(0, top * scale), QPointF(self.width(), top * scale))


def image_of(strip: Strip) -> QImage:
    """The maps of a strip as a picture, see-through between them."""
    import numpy as np

    assert strip.grey is not None
    assert strip.clear is not None
    height, width = strip.grey.shape
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = strip.grey[..., np.newaxis]
    pixels[..., 3] = strip.clear * np.uint8(255)
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def bar_at(left: float, place: int, pitch: float, zero: float, height: float) -> QRectF:
    """The bar of a number at a place of its row, up or down from the line of 0."""
    width = max(1.0, pitch * (1 - FREE))
    return QRectF(left + place * pitch + (pitch - width) / 2, zero - max(0.0, height), width, abs(height))
