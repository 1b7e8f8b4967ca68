"""Lines across upright axes, one for each of several things: pointed at, picked, and sifted by ranges of an axis."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.text import tr
from studio.training.runs.parallel_axes import Axis
from studio.ui.plain_text import tooltip
from studio.ui.widgets.parallel_painter import BELOW, LEAST_GAP, SIDE, TOP, Line, Look, paint
from studio.ui.widgets.told import Told, tell_value

REACH = 8.0
"""Pixels within which a line or an axis is meant."""


class ParallelPlot(QWidget, Told):
    """Shows axes and lines. A range drawn along an axis leaves only the lines through it; a click on it ends that."""

    ROLE = QAccessible.Role.Chart

    picked = Signal(int)  # the number of a line that was clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes: tuple[Axis, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._ranges: dict[str, tuple[float, float]] = {}
        self._pointed: int | None = None
        self._drawing: tuple[str, float] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Runs across their settings and results"))

    def show_lines(self, axes: Sequence[Axis], lines: Sequence[Line]) -> None:
        """Show other lines; ranges stay on the axes that are still there."""
        self._axes, self._lines = tuple(axes), tuple(lines)
        names = {axis.name for axis in axes}
        self._ranges = {name: ends for name, ends in self._ranges.items() if name in names}
        self._pointed = None
        self.updateGeometry()
        self.update()

    def told_value(self) -> str:
        if self._pointed is not None:
            return self._lines[self._pointed].words
        axes = ", ".join(axis.name for axis in self._axes)
        return tr("{kept} of {count} runs; {axes}", kept=len(self.kept), count=len(self._lines), axes=axes)

    @property
    def kept(self) -> tuple[int, ...]:
        """The lines that go through every range."""
        return tuple(number for number in range(len(self._lines)) if self._is_kept(number))

    @property
    def pointed(self) -> int | None:
        """The line pointed at, by the pointer or the keys."""
        return self._pointed

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * SIDE + LEAST_GAP * max(len(self._axes) - 1, 1), TOP + BELOW + 96)

    def point(self, axis: int, place: float) -> QPointF:
        """Where a place from 0 to 1 on an axis is drawn."""
        field = self._field()
        gap = field.width() / max(len(self._axes) - 1, 1)
        return QPointF(field.left() + axis * gap, field.bottom() - place * field.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = Look(self._axes, self._lines, self._ranges, frozenset(self.kept), self._pointed, self.point)
        paint(QPainter(self), QRectF(self.rect()), look)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing is not None:
            name, begun = self._drawing
            self._ranges[name] = self._between(begun, self._place(event.position()))
            self.update()
            return
        self._point_at(self._line_at(event.position()))
        if self._pointed is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), tooltip(self._lines[self._pointed].words), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        axis = self._axis_at(event.position())
        if axis is not None:
            self._ranges.pop(axis.name, None)
            self._drawing = (axis.name, self._place(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        drawn, self._drawing = self._drawing, None
        if drawn is not None:
            return
        line = self._line_at(event.position())
        if line is not None:
            self.picked.emit(line)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the lines, Enter picks one, Escape ends all ranges."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        kept = self.kept
        if step is not None and kept:
            at = kept.index(self._pointed) + step if self._pointed in kept else (0 if step > 0 else -1)
            self._point_at(kept[at % len(kept)])
            self.setAccessibleDescription(self._lines[kept[at % len(kept)]].words)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self.picked.emit(self._pointed)
        elif event.key() == Qt.Key.Key_Escape and self._ranges:
            self._ranges.clear()
            self.update()
        else:
            super().keyPressEvent(event)

    def _point_at(self, line: int | None) -> None:
        if line != self._pointed:
            self._pointed = line
            self.update()
            tell_value(self)

    def _field(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SIDE, TOP, -SIDE, -BELOW)

    def _place(self, at: QPointF) -> float:
        field = self._field()
        return min(max((field.bottom() - at.y()) / max(field.height(), 1.0), 0.0), 1.0)

    def _between(self, begun: float, place: float) -> tuple[float, float]:
        return min(begun, place), max(begun, place)

    def _is_kept(self, line: int) -> bool:
        for axis in self._axes:
            ends, place = self._ranges.get(axis.name), axis.places[line]
            if ends is not None and (place is None or not ends[0] <= place <= ends[1]):
                return False
        return True

    def _axis_at(self, at: QPointF) -> Axis | None:
        near = [(abs(self.point(number, 0).x() - at.x()), number) for number in range(len(self._axes))]
        distance, number = min(near, default=(REACH + 1, 0))
        return self._axes[number] if distance <= REACH else None

    def _line_at(self, at: QPointF) -> int | None:
        """The kept line that is nearest, within reach."""
        near = [(distance, line) for line in self.kept if (distance := self._distance(line, at)) <= REACH]
        return min(near)[1] if near else None

    def _distance(self, line: int, at: QPointF) -> float:
        """How far above or below the pointer a line passes."""
        field = self._field()
        gap = field.width() / max(len(self._axes) - 1, 1)
        left = min(max(int((at.x() - field.left()) // gap), 0), max(len(self._axes) - 2, 0))
        right = min(left + 1, len(self._axes) - 1)
        ends = [self._axes[number].places[line] for number in (left, right)]
        if ends[0] is None or ends[1] is None or not field.left() - REACH <= at.x() <= field.right() + REACH:
            return REACH + 1
        share = min(max((at.x() - self.point(left, 0).x()) / gap, 0.0), 1.0)
        return abs(field.bottom() - (ends[0] + share * (ends[1] - ends[0])) * field.height() - at.y())
