"""Several functions with their derivatives in one plot, and a marker at an x that a person drags."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import three_digits
from studio.ui import theme
from studio.ui.widgets.plot_axis import PlotAxis, placed
from studio.ui.widgets.told import Told, tell_value

REACH, LOW, HIGH = 5.0, -1.6, 3.2
POINTS = 201
BELOW, LEFT, MARGIN = 24.0, 36.0, 10.0
KEYS = {Qt.Key.Key_Left: -0.1, Qt.Key.Key_Right: 0.1, Qt.Key.Key_PageDown: -1.0, Qt.Key.Key_PageUp: 1.0}


class Drawn(NamedTuple):
    """A function of x that gives value and slope, in a colour of the theme's runs."""

    name: str
    at: Callable[[float], tuple[float, float]]
    colour: int


class OverlayPlot(QWidget, Told):
    """Values are solid lines, slopes dashed; `moved` tells where the marker is put."""

    ROLE = QAccessible.Role.Chart

    moved = Signal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: tuple[Drawn, ...] = ()
        self._slopes, self.marked = True, 1.0
        self._across, self._up = PlotAxis(-REACH, REACH), PlotAxis(LOW, HIGH)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(260, 200))

    def show_functions(self, drawn: Sequence[Drawn], *, slopes: bool) -> None:
        """Draw these, with their slopes or without."""
        self._drawn, self._slopes = tuple(drawn), slopes
        self.update()

    def put(self, x: float) -> None:
        """Put the marker there, within the plot."""
        self.marked = round(min(max(x, -REACH), REACH), 2)
        self.moved.emit(self.marked)
        self.update()
        tell_value(self)

    def told_value(self) -> str:
        values = (f"{each.name} {three_digits(each.at(self.marked)[0])}" for each in self._drawn)
        return ", ".join([f"x = {three_digits(self.marked)}", *values])

    def place(self, x: float, y: float) -> QPointF:
        """Where a point lies in the widget."""
        return placed(self._field(), self._across, self._up, x, y)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = KEYS.get(Qt.Key(event.key()))
        super().keyPressEvent(event) if step is None else self.put(self.marked + step)

    def _drag(self, event: QMouseEvent) -> None:
        field = self._field()
        self.put(self._across.value((event.position().x() - field.left()) / field.width()))

    def _field(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, MARGIN, -MARGIN, -BELOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_grid(painter)
        painter.setClipRect(self._field())
        painter.setPen(QPen(QColor(colours.text), 1))
        painter.drawLine(self.place(self.marked, LOW), self.place(self.marked, HIGH))
        for each in self._drawn:
            self._paint_function(painter, each)
        if self.hasFocus():
            painter.setClipping(False)
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRect(self._field())

    def _paint_grid(self, painter: QPainter) -> None:
        colours, field = theme.current(), self._field()
        painter.fillRect(field, QColor(colours.field))
        painter.setFont(theme.font(10))
        for axis, upright in ((self._across, True), (self._up, False)):
            ticks = axis.ticks(6)
            for tick, words in zip(ticks, axis.words(ticks), strict=True):
                painter.setPen(QPen(QColor(colours.field_border if tick == 0 else colours.grid), 1))
                start = self.place(tick, LOW) if upright else self.place(-REACH, tick)
                painter.drawLine(start, self.place(tick, HIGH) if upright else self.place(REACH, tick))
                painter.setPen(QColor(colours.muted))
                if upright:
                    box, side = QRectF(start.x() - 20, field.bottom() + 4, 40, 16), Qt.AlignmentFlag.AlignHCenter
                else:
                    box, side = QRectF(0, start.y() - 8, LEFT - 6, 16), Qt.AlignmentFlag.AlignRight
                painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, words.replace("-", "−"))

    def _paint_function(self, painter: QPainter, drawn: Drawn) -> None:
        colour = QColor(theme.current().runs[drawn.colour % len(theme.current().runs)])
        xs = [-REACH + 2 * REACH * at / (POINTS - 1) for at in range(POINTS)]
        values = [drawn.at(x) for x in xs]
        for which, style in ((0, Qt.PenStyle.SolidLine), (1, Qt.PenStyle.DashLine))[: 1 + self._slopes]:
            painter.setPen(QPen(colour, 2 if which == 0 else 1.5, style))
            points = [self.place(x, y[which]) for x, y in zip(xs, values, strict=True) if math.isfinite(y[which])]
            painter.drawPolyline(QPolygonF(points))
            painter.setPen(QPen(QColor(theme.current().field), 1.5))
            painter.setBrush(colour)
            painter.drawEllipse(self.place(self.marked, drawn.at(self.marked)[which]), 4.5, 4.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
