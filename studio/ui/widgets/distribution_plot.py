"""How numbers lay from step to step: a column for each, darker where more of them lay, and a line at their middle."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from studio.formatting.numbers import exact, three_digits
from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.line_plot import LinePlot, PlotLine
from studio.ui.widgets.plot_axis import PlotAxis


class Counted(Protocol):
    """How many numbers lie in each of equal parts between the lowest and the highest of them."""

    @property
    def low(self) -> float: ...

    @property
    def high(self) -> float: ...

    @property
    def counts(self) -> tuple[int, ...]: ...


class DistributionPlot(LinePlot):
    """Tells in words of the column that is pointed at, with the mouse or the arrow keys."""

    pointed = Signal(str)

    def __init__(self, name: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(name, height, parent)
        self._steps: tuple[float, ...] = ()
        self._columns: tuple[Counted, ...] = ()
        self._marked: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_course(self, steps: Sequence[float], columns: Sequence[Counted]) -> None:
        """Show how numbers lay at these steps, of which there are two at least."""
        self._steps, self._columns, self._marked = tuple(steps), tuple(columns), None
        low, high = min(each.low for each in columns), max(each.high for each in columns)
        margin = (high - low) / 20 or abs(high) / 10 or 1.0
        middles = [at_share(each, 0.5) for each in columns]
        up = PlotAxis(low - margin, high + margin)
        self.show_lines([PlotLine(self._steps, middles, "text")], PlotAxis(steps[0], steps[-1]), up)
        self.setAccessibleDescription(self.words(len(columns) - 1))

    def words(self, place: int) -> str:
        """What is said of a column."""
        column = self._columns[place]
        return tr(
            "Step {step}: {low} to {high}, half of them from {quarter} to {rest}",
            step=exact(int(self._steps[place])),
            low=three_digits(column.low),
            high=three_digits(column.high),
            quarter=three_digits(at_share(column, 0.25)),
            rest=three_digits(at_share(column, 0.75)),
        )

    def paint_under(self, painter: QPainter) -> None:
        """The columns."""
        if not self._columns:
            return
        colour = QColor(theme.current().accent)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for (left, right), column in zip(pairwise(self._borders()), self._columns, strict=True):
            most, parts = max(1, *column.counts), len(column.counts)
            for place, count in enumerate(column.counts):
                if count:
                    colour.setAlphaF(0.08 + 0.72 * count / most)
                    painter.fillRect(self._cell(left, right, column, place / parts, (place + 1) / parts), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint_over(self, painter: QPainter) -> None:
        """A line at the column that is pointed at."""
        if self._marked is not None and self._columns:
            x = self.place(self._steps[self._marked], self.up.low).x()
            painter.setPen(QPen(QColor(theme.current().text), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, self.field.top()), QPointF(x, self.field.bottom()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._columns and self.lines:
            step = self.across.value((event.position().x() - self.field.left()) / max(self.field.width(), 1))
            after = min(bisect_left(self._steps, step), len(self._steps) - 1)
            self._mark(min((max(after - 1, 0), after), key=lambda place: abs(self._steps[place] - step)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mark(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None or not self._columns or not self.lines:
            super().keyPressEvent(event)
            return
        now = len(self._columns) if self._marked is None else self._marked
        self._mark(min(max(now + way, 0), len(self._columns) - 1))

    def _mark(self, place: int | None) -> None:
        if place != self._marked:
            self._marked = place
            self.pointed.emit("" if place is None else self.words(place))
            self.update()

    def _borders(self) -> list[float]:
        """The pixels between columns: each reaches half of the way to its neighbours."""
        at = [self.place(step, self.up.low).x() for step in self._steps]
        return [at[0], *((left + right) / 2 for left, right in pairwise(at)), at[-1]]

    def _cell(self, left: float, right: float, column: Counted, low: float, high: float) -> QRectF:
        """The pixels of a part of a column, a thin line at least."""
        way = column.high - column.low
        top = self.place(self.across.low, column.low + high * way).y()
        bottom = self.place(self.across.low, column.low + low * way).y()
        return QRectF(left, top, max(right - left, 1.0), max(bottom - top, 1.0))


def at_share(column: Counted, share: float) -> float:
    """The value below which about this share of the numbers lie, as if they were even within each part."""
    wanted = share * sum(column.counts)
    size = (column.high - column.low) / len(column.counts)
    for place, (before, until) in enumerate(pairwise([0, *accumulate(column.counts)])):
        if until >= wanted and until > before:
            return column.low + size * (place + (wanted - before) / (until - before))
    return column.high
