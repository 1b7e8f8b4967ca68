"""The loss over growing learning rates, with a mark that a person drags to the rate to take."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from studio.formatting.numbers import three_digits
from studio.text import tr
from studio.training.rate_curve import RateCurve
from studio.ui import theme
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.plot_axis import PlotAxis
from studio.ui.widgets.told import Told, tell_value

HEIGHT = 260
STEP = 10 ** (1 / 20)
"""What an arrow key changes a rate by: twenty presses are a power of ten."""

ROOM = 0.6
"""So much of what the loss falls is shown above its start; a loss that explodes is cut off."""


class RatePlot(LinePlot, Told):
    """Shows a curve as it grows; the mark stands at a rate of two digits."""

    ROLE = QAccessible.Role.Chart

    moved = Signal(float)  # the rate that a person has put the mark at

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Loss over the learning rate"), HEIGHT, parent)
        self._curve = RateCurve(())
        self.rate: float | None = None
        """Where the mark stands; None before there is one."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_curve(self, curve: RateCurve, lowest: float, highest: float) -> None:
        """Show what has been tried so far, of rates between these."""
        self._curve = curve
        rates = [each.rate for each in curve.tried]
        losses = [each.loss for each in curve.tried]
        low, high = _seen(curve)
        lines = (PlotLine(rates, losses, "accent", faint=True), PlotLine(rates, curve.smoothed))
        self.show_lines(lines if rates else (), PlotAxis(lowest, highest, logarithmic=True), PlotAxis(low, high))

    def put_mark(self, rate: float | None) -> None:
        """Put the mark at a rate, or take it away."""
        self.rate = rate
        self.update()
        tell_value(self)

    def told_value(self) -> str:
        if self.rate is None:
            return ""
        return tr("Rate {rate}, loss {loss}", rate=f"{self.rate:g}", loss=three_digits(self.loss_at(self.rate)))

    def loss_at(self, rate: float) -> float:
        """The smoothed loss at the tried rate that is nearest."""
        tried = self._curve.tried
        at = min(range(len(tried)), key=lambda each: abs(math.log(tried[each].rate / rate)))
        return self._curve.smoothed[at]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        factor = {Qt.Key.Key_Left: 1 / STEP, Qt.Key.Key_Right: STEP}.get(Qt.Key(event.key()))
        if factor is None or self.rate is None:
            super().keyPressEvent(event)
        else:
            self._move(self.rate * factor)

    def paint_over(self, painter: QPainter) -> None:
        if self.rate is None:
            return
        colours, field = theme.current(), self.field
        at = self.place(self.rate, self.loss_at(self.rate))
        painter.setPen(QPen(QColor(colours.text if self.hasFocus() else colours.muted), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(at.x(), field.top()), QPointF(at.x(), field.bottom()))
        painter.setPen(QPen(QColor(colours.panel), 2))
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(at, 6, 6)
        painter.setFont(theme.font(12, 600))
        words = f"{self.rate:g}"
        width = painter.fontMetrics().horizontalAdvance(words) + 12
        left = min(max(at.x() - width / 2, field.left()), field.right() - width)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.raised))
        box = QRectF(left, field.top(), width, 20)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _drag(self, event: QMouseEvent) -> None:
        if self.rate is not None:
            self._move(self.across.value((event.position().x() - self.field.left()) / self.field.width()))

    def _move(self, rate: float) -> None:
        within = min(max(rate, self.across.low), self.across.high)
        self.put_mark(float(f"{within:.1e}") if within != self.rate else within)
        assert self.rate is not None
        self.moved.emit(self.rate)


def _seen(curve: RateCurve) -> tuple[float, float]:
    """From which loss to which is shown: all of the fall, and of a rise no more than some of it."""
    if not curve.tried:
        return 0.0, 1.0
    start, lowest = curve.smoothed[0], curve.smoothed[curve.lowest]
    fall = max(start - lowest, 0.05 * abs(start), 1e-12)
    highest = min(max(curve.smoothed), max(start, lowest) + ROOM * fall)
    return lowest - 0.15 * fall, max(highest, start) + 0.1 * fall
