"""The rows of the summary table for a tree view: a cell's text is made when it is drawn, so thousands cost nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from studio.compiler.table import COLUMNS, Row
from studio.formatting import numbers
from studio.text.language import while_spoken
from studio.ui.plain_text import tooltip

ROW = Qt.ItemDataRole.UserRole
"""The `Row` of a cell."""

SHAPE, FIRST_COST = 2, 3
"""The column of output shapes, and the first one of numbers."""

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractItemModel):
    """Rows under the block they are in, sorted by the value of a column and filtered by what their cells say."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._children: dict[str, list[int]] = {"": []}
        self._places: list[int] = []
        self._numbers: dict[str, int] = {}
        self._column, self._order = -1, Qt.SortOrder.AscendingOrder
        self._filter = ""

    @property
    def is_filled(self) -> bool:
        """Whether there is any row, shown or not."""
        return bool(self._rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take other rows, each block before what is in it."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._numbers = {row.path: number for number, row in enumerate(self._rows)}
        self._arrange()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show the rows of which a cell has this text, in any case, and the blocks around them."""
        self.beginResetModel()
        self._filter = text.casefold()
        self._arrange()
        self.endResetModel()

    def shown(self, parent: str = "") -> Iterator[Row]:
        """The rows in the order shown, each block followed by what is in it."""
        for number in self._children.get(parent, ()):
            yield self._rows[number]
            yield from self.shown(self._rows[number].path)

    def blocks(self) -> tuple[str, ...]:
        """The paths of the rows that open."""
        return tuple(path for path in self._children if path)

    def index_of(self, path: str) -> QModelIndex:
        """The first cell of a row; not valid where there is none or the filter hides it."""
        number = self._numbers.get(path)
        if number is None or self._places[number] < 0:
            return QModelIndex()
        return self.createIndex(self._places[number], 0, number)

    def row_of(self, index: Index) -> Row:
        """The row of a cell."""
        return self._rows[index.internalId()]

    def rows_in(self, selection: QItemSelection) -> Iterator[Row]:
        """The rows that are selected."""
        for chosen in ranges(selection):
            if chosen.left() == 0:
                for number in self._children_of(chosen.parent())[chosen.top() : chosen.bottom() + 1]:
                    yield self._rows[number]

    def selection_of(self, paths: Iterable[str]) -> QItemSelection:
        """Whole rows, as far as they are shown; those that follow one another are one range."""
        wanted = {number for path in paths if (number := self._numbers.get(path)) is not None}
        selection = QItemSelection()
        for children in self._children.values():
            for first, last in _runs(at for at, number in enumerate(children) if number in wanted):
                left = self.createIndex(first, 0, children[first])
                selection.select(left, self.createIndex(last, len(COLUMNS) - 1, children[last]))
        return selection

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self._children_of(parent)
        if 0 <= row < len(children) and 0 <= column < len(COLUMNS):
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        return self.index_of(self.row_of(index).parent) if index.isValid() else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._children_of(parent))

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return bool(self._children_of(parent))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row_of(index), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return texts(row)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column >= FIRST_COST else LEFT
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return tooltip(row.path)
        return row if role == ROW else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section][0].upper() + COLUMNS[section][1:]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section >= FIRST_COST else LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the value of a column, and as in the document where that is -1. What is in a block stays under it."""
        if (column, order) == (self._column, self._order):
            return
        self.beginResetModel()
        self._column, self._order = column, order
        self._arrange()
        self.endResetModel()

    def _children_of(self, parent: Index) -> list[int]:
        """The numbers of the rows shown under a first cell, or at the top."""
        if not parent.isValid():
            return self._children[""]
        if parent.column() > 0 or len(self._children) == 1:
            return []
        return self._children.get(self.row_of(parent).path, [])

    def _arrange(self) -> None:
        """Put every row that the filter lets through under its block, in the present order."""
        order: Iterable[int] = range(len(self._rows))
        if self._column >= 0:
            reverse = self._order == Qt.SortOrder.DescendingOrder
            order = sorted(order, key=lambda number: value(self._rows[number], self._column), reverse=reverse)
        kept = self._kept()
        self._children, self._places = {"": []}, [-1] * len(self._rows)
        for number in order:
            if self._rows[number].path in kept:
                siblings = self._children.setdefault(self._rows[number].parent, [])
                self._places[number] = len(siblings)
                siblings.append(number)

    def _kept(self) -> set[str]:
        """The paths that the filter finds, and of the blocks around them."""
        found: set[str] = set()
        for row in reversed(self._rows):
            if row.path in found or not self._filter or any(self._filter in text.casefold() for text in texts(row)):
                found |= {row.path, row.parent}
        return found


def ranges(selection: QItemSelection) -> Sequence[QItemSelectionRange]:
    """A selection as the list that it is, which its type does not tell."""
    return cast(Sequence[QItemSelectionRange], selection)


def _runs(rising: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of numbers that follow one another without a gap."""
    first = last = -1
    for number in rising:
        if last >= 0 and number != last + 1:
            yield first, last
            first = number
        elif last < 0:
            first = number
        last = number
    if last >= 0:
        yield first, last


@while_spoken
@lru_cache(maxsize=100_000)
def texts(row: Row) -> tuple[str, ...]:
    """What the cells of a row say."""
    shapes = "—" if row.shapes is None else ", ".join(map(numbers.shape, row.shapes))
    return (_name(row), row.layer, shapes, *map(numbers.exact, row.costs[:-1]), numbers.storage(row.costs[-1]))


def value(row: Row, column: int) -> str | int:
    """What a cell is sorted by."""
    if column >= FIRST_COST:
        return row.costs[column - FIRST_COST]
    if column == SHAPE:
        return -1 if row.shapes is None else sum(map(math.prod, row.shapes))
    return texts(row)[column].casefold()


def _name(row: Row) -> str:
    return row.path.removeprefix(f"{row.parent}.") if row.parent else row.path
