"""A table of numbers painted as small cells, some of them marked; a column can be chosen by mouse or keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import three_digits
from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.told import Told, tell_value

WIDEST, TALLEST = 44.0, 30.0
NARROWEST, LOWEST = 25, 12
"""Pixels that a cell takes at most, and at least."""

Cell = tuple[int, int]


class Cells(QWidget, Told):
    """Shows rows of numbers as large as there is room; None is a free place."""

    ROLE = QAccessible.Role.Table

    chosen = Signal(int)  # the column that a person chose

    def __init__(self, name: str, *, chooses_columns: bool = False, parent: QWidget | None = None) -> None:
        """`name` says what it shows to those who do not see it."""
        super().__init__(parent)
        self._rows: tuple[tuple[float | None, ...], ...] = ()
        self._quiet: frozenset[Cell] = frozenset()
        self.marked: frozenset[Cell] = frozenset()
        """Places (row, column) that stand out."""
        self.column: int | None = None
        self._chooses = chooses_columns
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if chooses_columns:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(240, 140)

    @property
    def numbers(self) -> tuple[tuple[float | None, ...], ...]:
        """The rows shown."""
        return self._rows

    def show_numbers(self, rows: Sequence[Sequence[float | None]], quiet: Collection[Cell] = ()) -> None:
        """Show these; those at `quiet` places matter less."""
        self._rows = tuple(map(tuple, rows))
        self._quiet, self.marked = frozenset(quiet), frozenset()
        self.setMinimumSize(NARROWEST * len(self._rows[0]) + 1, LOWEST * len(self._rows) + 1)
        self.update()

    def mark(self, cells: Collection[Cell]) -> None:
        """Have these places stand out."""
        self.marked = frozenset(cells)
        self.update()

    def choose_column(self, column: int) -> None:
        """Have a column stand out."""
        self.column = column
        self.mark({(row, column) for row in range(len(self._rows))})
        tell_value(self)

    def told_value(self) -> str:
        if self.column is None:
            return tr("{rows} rows of {columns} numbers", rows=len(self._rows), columns=len(next(iter(self._rows), ())))
        numbers = (row[self.column] for row in self._rows)
        told = ", ".join(three_digits(each) for each in numbers if each is not None)
        return tr("Column {number}: {numbers}", number=self.column + 1, numbers=told)

    def box(self, row: int, column: int) -> QRectF:
        """Where a cell is."""
        width, height = self._cell()
        return QRectF(column * width, row * height, width, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = int(event.position().x() / self._cell()[0])
        if self._chooses and self._rows and 0 <= column < len(self._rows[0]):
            self.chosen.emit(column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.column is None or not self._chooses:
            super().keyPressEvent(event)
        else:
            self.chosen.emit((self.column + step) % len(self._rows[0]))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self._cell()
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.current().accent), 2))
            painter.drawRect(QRectF(0, 0, width * len(self._rows[0]), height * len(self._rows)))
        size = max(8, min(13, int(min(height * 0.66, width * 0.36))))
        for row, numbers in enumerate(self._rows):
            for column, number in enumerate(numbers):
                if number is not None:
                    self._paint_cell(painter, (row, column), number, size)

    def _paint_cell(self, painter: QPainter, at: Cell, number: float, size: int) -> None:
        colours, box = theme.current(), self.box(*at).adjusted(0.5, 0.5, -0.5, -0.5)
        is_marked, is_quiet = at in self.marked, at in self._quiet
        painter.setPen(QPen(QColor(colours.accent if is_marked else colours.border), 1))
        painter.setBrush(QColor(colours.selected if is_marked else colours.field if is_quiet else colours.raised))
        painter.drawRect(box)
        painter.setFont(theme.font(size, 600 if is_marked else 400))
        painter.setPen(QColor(colours.muted if is_quiet and not is_marked else colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{number:g}".replace("-", "−"))

    def _cell(self) -> tuple[float, float]:
        rows, columns = len(self._rows) or 1, len(self._rows[0]) if self._rows else 1
        return min(WIDEST, (self.width() - 1) / columns), min(TALLEST, (self.height() - 1) / rows)
