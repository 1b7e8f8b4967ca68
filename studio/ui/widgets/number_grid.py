"""A grid of numbers to type into, and to paste into from a spreadsheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView, QWidget

from studio.formatting.shortened import shortened
from studio.text import half_width, tr

Rows = list[list[float]]
Index = QModelIndex | QPersistentModelIndex

NOWHERE = QModelIndex()
COLUMN_WIDTH = 88
ROW_HEIGHT = 28
"""Of a word that is no number, so much is said back."""


class NumberTable(QAbstractTableModel):
    """Rows of numbers, shown with four digits and edited in full; anything else is refused with a sentence."""

    refused = Signal(str)  # what was wrong; empty when it is put right

    def __init__(self, rows: Sequence[Sequence[float]], headers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Rows = [list(row) for row in rows]
        self._headers = tuple(headers)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{value:.4g}".replace("-", "−")
        if role in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return written(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._headers[section] if way is Qt.Orientation.Horizontal else str(section)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        return self.put(index.row(), index.column(), [[str(value)]])

    def put(self, row: int, column: int, cells: Sequence[Sequence[str]]) -> bool:
        """Put written numbers from this cell on, all of them or none; whether they were."""
        height, width = len(cells), max(map(len, cells), default=0)
        room = (len(self.rows) - row, len(self._headers) - column)
        if not width or len({len(each) for each in cells}) > 1:
            self.refused.emit(tr("The rows to paste are not equally long. Copy a rectangle of cells."))
        elif height > room[0] or width > room[1]:
            self.refused.emit(
                tr(
                    "What you paste has {height} × {width} cells (rows × columns), but from this cell on "
                    "there is room for {rows} × {columns}. Begin further up or left, or copy fewer cells.",
                    height=height,
                    width=width,
                    rows=room[0],
                    columns=room[1],
                )
            )
        else:
            return self._put_all(row, column, cells)
        return False

    def _put_all(self, row: int, column: int, cells: Sequence[Sequence[str]]) -> bool:
        try:
            numbers = [[number(cell) for cell in each] for each in cells]
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        for place, each in enumerate(numbers, row):
            self.rows[place][column : column + len(each)] = each
        self.dataChanged.emit(self.index(row, column), self.index(row + len(numbers) - 1, column + len(numbers[0]) - 1))
        self.refused.emit("")
        return True


class NumberGrid(QTableView):
    """Shows a table of numbers. Ctrl+C and Ctrl+V exchange cells with a spreadsheet; Tab leads on behind the last."""

    def __init__(self, table: NumberTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.setModel(table)
        self.setStyleSheet("QTableCornerButton::section { background: transparent; border: none; }")
        self.horizontalHeader().setDefaultSectionSize(COLUMN_WIDTH)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setCurrentIndex(table.index(0, 0))

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """From cell to cell, and at either end out of the grid."""
        at, last = self.currentIndex(), (len(self.table.rows) - 1, self.table.columnCount() - 1)
        self.setTabKeyNavigation((at.row(), at.column()) != (last if forwards else (0, 0)))
        return super().focusNextPrevChild(forwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Put what the clipboard holds into the cells, from the first selected one on."""
        cells = split_cells(QGuiApplication.clipboard().text())
        chosen = self.selectedIndexes() or [self.table.index(0, 0)]
        row, column = min(index.row() for index in chosen), min(index.column() for index in chosen)
        if len(cells) == 1 and self.table.columnCount() == 1:
            cells = [[cell] for cell in cells[0]]
        self.table.put(row, column, cells)

    def copy(self) -> None:
        """Put the selected cells, as a rectangle, into the clipboard."""
        chosen = self.selectedIndexes()
        rows, columns = {index.row() for index in chosen}, {index.column() for index in chosen}
        if chosen:
            block = [self.table.rows[row][min(columns) : max(columns) + 1] for row in range(min(rows), max(rows) + 1)]
            QGuiApplication.clipboard().setText("\n".join("\t".join(map(written, row)) for row in block))


def split_cells(text: str) -> list[list[str]]:
    """Cells of a text as spreadsheets put it into the clipboard: tabs between columns, a line for each row."""
    return [line.split("\t") for line in text.rstrip("\r\n").replace("\r\n", "\n").split("\n")] if text.strip() else []


def number(text: str) -> float:
    """The number that is written, also with a decimal comma. Raises ValueError with a sentence."""
    plain = half_width(text).strip()
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(
            tr("“{value}” is not a number. Write one such as 0.25 or -1e-3.", value=shortened(text.strip()))
        )
    return value


def written(value: float) -> str:
    """A number in full, as a person types it."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
