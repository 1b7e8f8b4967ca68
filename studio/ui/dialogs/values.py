"""The dialog in which a parameter's numbers are typed by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.layers import format_shape
from studio.text import tr
from studio.ui.actions.shortcuts import native
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.number_grid import COLUMN_WIDTH, ROW_HEIGHT, NumberGrid, NumberTable

Shape = tuple[int, ...]

SMALLEST = QSize(392, 84)
LARGEST = QSize(820, 420)
"""Of the grid; what is beyond can be scrolled to."""


class ValuesDialog(Dialog):
    """Shows the numbers of one parameter as rows and columns; once accepted, `values` are those typed."""

    def __init__(self, title: str, shape: Shape, flat: Sequence[float], parent: QWidget | None = None) -> None:
        """`flat` are the numbers in order, as many as the shape has."""
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self._shape = shape
        rows, columns = rows_and_columns(shape)
        table = NumberTable([flat[row * columns : (row + 1) * columns] for row in range(rows)], _headers(shape), self)
        self.grid = NumberGrid(table)
        self.grid.setAccessibleName(title)
        self.error = label(size=12, tone="error", wrap=True)
        self.error.hide()
        table.refused.connect(self._show_error)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(title, 16, 600, wrap=True))
        layout.addWidget(label(_explained(shape), tone="muted", wrap=True))
        layout.addSpacing(4)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.error)
        layout.addSpacing(8)
        layout.addLayout(self._buttons())
        side = self.grid.verticalHeader().sizeHint().width() + 20
        wanted = QSize(columns * COLUMN_WIDTH + side, (rows + 1) * ROW_HEIGHT + 20)
        self.grid.setMinimumSize(wanted.expandedTo(SMALLEST).boundedTo(LARGEST))
        self.grid.setFocus()

    @property
    def values(self) -> Any:
        """The numbers in nested lists of the parameter's shape."""
        return nested([number for row in self.grid.table.rows for number in row], self._shape)

    def _buttons(self) -> QHBoxLayout:
        self.cancel_button, self.use_button = QPushButton(tr("Cancel")), QPushButton(tr("Use these numbers"))
        self.use_button.setProperty("kind", "primary")
        self.cancel_button.clicked.connect(self.reject)
        self.use_button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(
            label(
                tr(
                    "{copy} and {paste} exchange cells with a spreadsheet.",
                    copy=native("Ctrl+C"),
                    paste=native("Ctrl+V"),
                ),
                12,
                tone="muted",
            ),
            1,
        )
        for button in (self.cancel_button, self.use_button):
            button.setAutoDefault(False)  # Enter is for the cells
            row.addWidget(button)
        return row

    def _show_error(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))


def rows_and_columns(shape: Shape) -> tuple[int, int]:
    """How a parameter is laid out: the first dimension is the rows, all others together are the columns."""
    return (shape[0] if shape else 1), math.prod(shape[1:])


def nested(flat: Sequence[float], shape: Shape) -> Any:
    """Numbers in order as nested lists of a shape."""
    if not shape:
        return flat[0]
    step = math.prod(shape[1:])
    return [nested(flat[place * step : (place + 1) * step], shape[1:]) for place in range(shape[0])]


def fitted(values: Any, shape: Shape) -> list[float]:
    """Numbers typed for any shape, in order for this one: those that have no place go, those that lack are 0."""
    if not shape:
        return [values if isinstance(values, float) else 0.0]
    inner = values if isinstance(values, tuple) else ()
    lines = [inner[place] if place < len(inner) else () for place in range(shape[0])]
    return [number for line in lines for number in fitted(line, shape[1:])]


def _headers(shape: Shape) -> list[str]:
    """The index of each column, such as `0, 2, 1` in the kernel of a convolution."""
    if len(shape) < 2:
        return ["value"]
    found = [""]
    for size in shape[1:]:
        found = [f"{head}, {place}" if head else str(place) for head in found for place in range(size)]
    return found


def _explained(shape: Shape) -> str:
    if len(shape) < 2:
        return tr("One number for each unit.") if shape else tr("One number.")
    rest = tr("one number for each input.") if len(shape) == 2 else tr("the columns are its other indices.")
    return tr("Shape {shape}: one row for each unit, {rest}", shape=format_shape(shape), rest=rest)
