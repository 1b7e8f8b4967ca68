"""How much each place of a sequence attends to each other, as a grid: a row for each that looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui import theme

if TYPE_CHECKING:
    import numpy.typing as npt

NAMES = 88
"""Pixels for the names of places, at the left and above."""

SMALLEST = 11.0
"""Pixels of a cell from which on places are named."""


class AttentionGrid(QWidget):
    """The stronger a cell, the more of its column's place goes into that of its row."""

    pointed = Signal(object)  # (row, column), None for none

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` says what it shows to those who do not see it."""
        super().__init__(parent)
        self.weights: npt.NDArray[Any] | None = None
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self.setAccessibleName(name)
        self.setMinimumSize(200, 200)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def show_weights(self, weights: npt.NDArray[Any], rows: Sequence[str], columns: Sequence[str]) -> None:
        """Show weights (L, S), each from 0 to 1, with the names of rows and columns."""
        self.weights, self._rows, self._columns = weights, tuple(rows), tuple(columns)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the cell that is pointed at."""
        field, cell = self._laid()
        x, y = event.position().x() - field.x(), event.position().y() - field.y()
        is_inside = 0 <= x < field.width() and 0 <= y < field.height()
        self.pointed.emit((int(y // cell), int(x // cell)) if is_inside else None)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.weights is None or not self.weights.size:
            return
        painter, colours = QPainter(self), theme.current()
        field, cell = self._laid()
        painter.fillRect(field, QColor(colours.field))
        tint = QColor(colours.accent)
        strongest = float(self.weights.max()) or 1.0
        for row, column in zip(*(self.weights > 0.002 * strongest).nonzero(), strict=True):
            tint.setAlphaF(min(1.0, float(self.weights[row, column]) / strongest))
            painter.fillRect(QRectF(field.x() + int(column) * cell, field.y() + int(row) * cell, cell, cell), tint)
        painter.setPen(QColor(colours.muted))
        if cell >= SMALLEST:
            painter.setFont(theme.font(11))
            self._paint_names(painter, field, cell)

    def _paint_names(self, painter: QPainter, field: QRectF, cell: float) -> None:
        metrics, side = painter.fontMetrics(), NAMES - 8
        middle = Qt.AlignmentFlag.AlignVCenter
        for at, name in enumerate(self._rows):
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, side)
            painter.drawText(QRectF(field.x() - NAMES, field.y() + at * cell, side, cell),
                             middle | Qt.AlignmentFlag.AlignRight, words)  # fmt: skip
        for at, name in enumerate(self._columns):
            painter.save()
            painter.translate(field.x() + at * cell, field.y() - 6)
            painter.rotate(-90)
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, side)
            painter.drawText(QRectF(0, 0, side, cell), middle, words)
            painter.restore()

    def _laid(self) -> tuple[QRectF, float]:
        """Where the cells are, and the side of each."""
        rows, columns = (0, 0) if self.weights is None else self.weights.shape
        cell = min((self.width() - NAMES) / max(columns, 1), (self.height() - NAMES) / max(rows, 1))
        return QRectF(NAMES, NAMES, columns * cell, rows * cell), max(cell, 1e-6)
