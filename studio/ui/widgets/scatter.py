"""Points of a plane in the colours of their groups, one of which can be chosen by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import ntr, tr
from studio.ui import theme
from studio.ui.widgets.told import Told, tell_value

MARGIN = 16
RADIUS = 3.5
LINE = 20
MOST_NAMED = 12
"""Pixels of a line of the names, and how many of them are told."""

REACH = 12.0
"""Pixels from which a point is met by a click."""

STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class Scatter(QWidget, Told):
    """Shows points as large as its place allows; both axes have a scale of their own."""

    ROLE = QAccessible.Role.Chart

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` says what it shows to those who do not see it."""
        super().__init__(parent)
        self._points: tuple[tuple[float, float], ...] = ()
        self._groups: tuple[int, ...] = ()
        self.current: int | None = None
        self.setAccessibleName(name)
        self.setMinimumSize(240, 200)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(460, 380)

    def show_points(self, points: Sequence[tuple[float, float]], groups: Sequence[int]) -> None:
        """Show points (N,), each of a group; -1 is that of none."""
        self._points, self._groups, self.current = _spread(points), tuple(groups), None
        self.update()

    @property
    def count(self) -> int:
        """How many points there are."""
        return len(self._points)

    def place_of(self, at: int) -> QPointF:
        """Where a point is drawn."""
        x, y = self._points[at]
        width, height = self.width() - 2 * MARGIN, self.height() - 2 * MARGIN
        return QPointF(MARGIN + x * width, MARGIN + (1.0 - y) * height)

    def choose(self, at: int) -> None:
        """What a click on a point does."""
        self.current = at
        self.update()
        tell_value(self)
        self.chosen.emit(at)

    def told_value(self) -> str:
        if self.current is not None:
            return tr("Point {number} of {count}", number=self.current + 1, count=self.count)
        return ntr("{count} point", "{count} points", self.count)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        distances = [(self.place_of(at) - event.position()).manhattanLength() for at in range(self.count)]
        nearest = min(range(self.count), key=distances.__getitem__, default=None)
        if nearest is not None and distances[nearest] <= REACH:
            self.choose(nearest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self.count:
            super().keyPressEvent(event)
        else:
            self.choose(0 if self.current is None else (self.current + step) % self.count)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(shown.accent if self.hasFocus() else shown.border), 1))
        painter.setBrush(QColor(shown.field))
        painter.drawRoundedRect(frame, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, group in enumerate(self._groups):
            painter.setBrush(group_colour(group))
            painter.drawEllipse(self.place_of(at), RADIUS, RADIUS)
        if self.current is not None:
            painter.setPen(QPen(QColor(shown.text), 2))
            painter.setBrush(group_colour(self._groups[self.current]))
            painter.drawEllipse(self.place_of(self.current), 2 * RADIUS, 2 * RADIUS)


class GroupNames(QWidget):
    """Names of groups below each other, each behind a dot of its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()

    def show_names(self, names: Sequence[str]) -> None:
        """Show these, as far as there is room."""
        self.names = tuple(names)
        self.setAccessibleDescription(tr(", ").join(names))
        self.setFixedHeight(LINE * min(len(names), MOST_NAMED))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12))
        for at, name in enumerate(self.names[:MOST_NAMED]):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(group_colour(at))
            painter.drawEllipse(QPointF(RADIUS + 1, (at + 0.5) * LINE), RADIUS, RADIUS)
            painter.setPen(QColor(theme.current().text))
            told = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self.width() - LINE)
            painter.drawText(QRectF(LINE, at * LINE, self.width() - LINE, LINE), Qt.AlignmentFlag.AlignVCenter, told)


def group_colour(group: int) -> QColor:
    """The colour of a group; that of none is quiet."""
    shown = theme.current()
    return QColor(shown.muted if group < 0 else shown.runs[group % len(shown.runs)])


def _spread(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Points brought to the square from 0 to 1."""
    columns = []
    for values in zip(*points, strict=True):
        low, span = min(values), max(values) - min(values)
        columns.append([(value - low) / span if span else 0.5 for value in values])
    return tuple(zip(*columns, strict=True)) if columns else ()
