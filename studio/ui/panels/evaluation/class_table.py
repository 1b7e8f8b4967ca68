"""A line for each class, label or target: how well it is told, sorted by a click on a column."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from studio.formatting import tables
from studio.ui.actions import make

ROW_HEIGHT = 26
NAME_WIDTH, COLUMN_WIDTH = 120, 84

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """A heading, a number for each line (NaN where there is none), and how such a number is written."""

    heading: str
    values: Sequence[float]
    write: Callable[[float], str]

    def text(self, line: int) -> str:
        """The number of a line, as people read it."""
        value = self.values[line]
        return "–" if math.isnan(value) else self.write(value)


class ClassModel(QAbstractTableModel):
    """Names and columns, in an order that a person chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._order: list[int] = []
        self._first = ""

    def show(self, first: str, names: Sequence[str], columns: Sequence[Column]) -> None:
        """Show others; `first` is what the names are of."""
        self.beginResetModel()
        self._first, self._names, self._columns = first, tuple(names), tuple(columns)
        self._order = list(range(len(self._names)))
        self.endResetModel()

    def line(self, row: int) -> int:
        """Which class a row is of."""
        return self._order[row]

    def cells(self) -> list[list[str]]:
        """All as it is shown, with the headings first."""
        head = [self._first, *(column.heading for column in self._columns)]
        rows = ([self._names[at], *(column.text(at) for column in self._columns)] for at in self._order)
        return [head, *rows]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 1 + len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self._order[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._names[line] if column == 0 else self._columns[column - 1].text(line)
        if role == Qt.ItemDataRole.TextAlignmentRole and column:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return self._first if section == 0 else self._columns[section - 1].heading
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the numbers of a column, those without one last; by 0 in the order of the classes."""
        self.layoutAboutToBeChanged.emit()
        if column <= 0:
            self._order = sorted(range(len(self._names)), reverse=order is Qt.SortOrder.DescendingOrder)
        else:
            values, sign = self._columns[column - 1].values, -1 if order is Qt.SortOrder.DescendingOrder else 1
            key = lambda at: (math.isnan(values[at]), sign * values[at] if not math.isnan(values[at]) else 0.0, at)  # noqa: E731
            self._order = sorted(range(len(self._names)), key=key)
        self.layoutChanged.emit()


class ClassTable(QTableView):
    """Return, or a double click, on a line asks for the samples of its class."""

    chosen = Signal(int)  # the class of a line

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = ClassModel(self)
        self.setModel(self.shown)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setDefaultSectionSize(COLUMN_WIDTH)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.activated.connect(lambda index: self.chosen.emit(self.shown.line(index.row())))
        make("table.copy", self, self.copy)

    def show_columns(self, first: str, names: Sequence[str], columns: Sequence[Column]) -> None:
        """Show other lines."""
        self.shown.show(first, names, columns)
        self.setColumnWidth(0, NAME_WIDTH)
        header = self.horizontalHeader()
        self.shown.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def copy(self) -> None:
        """Put the table on the clipboard, for a spreadsheet."""
        head, *rows = self.shown.cells()
        QGuiApplication.clipboard().setText(tables.separated(head, rows, "\t"))
