"""A small plot of lines over an axis, with round values along both sides, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import theme
from studio.ui.widgets.plot_axis import PlotAxis, placed

BELOW, LEFT, ABOVE, RIGHT = 24, 54, 10, 12
"""Room for words and margins about the field, in pixels."""

TICK_WIDTH, TICK_HEIGHT = 64, 24
"""Pixels that a round value needs across, and upwards."""


class PlotLine(NamedTuple):
    """Points (N,) by (N,) and the theme's colour to join them in; a `faint` line is thin."""

    x: Sequence[float]
    y: Sequence[float]
    colour: str = "accent"
    faint: bool = False


class LinePlot(QWidget):
    """Shows lines, or an empty frame with a sentence where there are none."""

    def __init__(self, name: str, height: int, parent: QWidget | None = None) -> None:
        """`name` says what it shows to those who do not see it."""
        super().__init__(parent)
        self._lines: tuple[PlotLine, ...] = ()
        self._marks: tuple[float, ...] = ()
        self.across, self.up = PlotAxis(0.0, 1.0), PlotAxis(0.0, 1.0)
        self._instead = ""
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def lines(self) -> tuple[PlotLine, ...]:
        """What is drawn."""
        return self._lines

    @property
    def instead(self) -> str:
        """What is said in place of lines."""
        return self._instead

    def show_lines(self, lines: Sequence[PlotLine], x: PlotAxis, y: PlotAxis, marks: Sequence[float] = ()) -> None:
        """Show lines on these axes; `marks` are values of x with a thin line of their own."""
        self._lines, self._marks, self._instead = tuple(lines), tuple(marks), ""
        self.across, self.up = x, y
        self.update()

    def show_instead(self, sentence: str) -> None:
        """Show no lines, but say why."""
        self._lines, self._marks, self._instead = (), (), sentence
        self.setAccessibleDescription(sentence)
        self.update()

    @property
    def field(self) -> QRectF:
        """Where the lines are."""
        return QRectF(self.rect()).adjusted(LEFT, ABOVE, -RIGHT, -BELOW)

    def place(self, x: float, y: float) -> QPointF:
        """The pixel of two values."""
        return placed(self.field, self.across, self.up, x, y)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.border), 1))
        painter.setBrush(QColor(colours.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._lines:
            self.paint_under(painter)
            self._paint_axes(painter)
            self._paint_lines(painter)
            self.paint_over(painter)
        elif self._instead:
            painter.setPen(QColor(colours.muted))
            painter.setFont(theme.font(12))
            box = QRectF(self.rect()).adjusted(16, 8, -16, -8)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._instead)

    def paint_under(self, painter: QPainter) -> None:
        """What a subclass draws below axes and lines."""

    def paint_over(self, painter: QPainter) -> None:
        """What a subclass draws on top of the lines."""

    def _paint_axes(self, painter: QPainter) -> None:
        colours, field = theme.current(), self.field
        painter.setFont(theme.font(10))
        grid, words = QPen(QColor(colours.border), 1), QColor(colours.muted)
        ticks = self.up.ticks(max(2, int(field.height() / TICK_HEIGHT)))
        for value, told in zip(ticks, self.up.words(ticks), strict=True):
            y = round(self.place(self.across.low, value).y()) + 0.5
            painter.setPen(grid)
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            painter.setPen(words)
            box = QRectF(0, y - 8, LEFT - 6, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
        ticks = self.across.ticks(max(2, int(field.width() / TICK_WIDTH)))
        for value, told in zip(ticks, self.across.words(ticks), strict=True):
            x = self.place(value, self.up.low).x()
            painter.setPen(words)
            box = QRectF(min(x - 32, self.width() - 66), field.bottom() + 4, 64, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, told)
        painter.setPen(grid)
        for value in (*self._marks, self.across.low):
            x = round(self.place(value, self.up.low).x()) + 0.5
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setClipRect(self.field.adjusted(-1, -2, 2, 2))
        for line in self._lines:
            colour = QColor(getattr(theme.current(), line.colour))
            colour.setAlphaF(0.45 if line.faint else 1.0)
            painter.setPen(QPen(colour, 1.0 if line.faint else 2.0))
            painter.drawPolyline(QPolygonF([self.place(x, y) for x, y in zip(line.x, line.y, strict=True)]))
        painter.setClipping(False)
