"""The list of runs for a table view: sorted by any column, filtered by what a person types; cells are made as drawn."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from studio.text import tr
from studio.training.runs.filtering import Filter
from studio.training.runs.overview import Row, among, metric_names
from studio.ui.background.run_list import ChosenRun
from studio.ui.panels.runs.columns import MARK, NAME, STAR, Column, columns, sorting_key
from studio.ui.plain_text import tooltip

ROW = Qt.ItemDataRole.UserRole
"""The `Row` of a cell."""

COLOUR = Qt.ItemDataRole.UserRole + 1
"""The colour of a run in the curves (#rrggbb), "" where it is not shown there."""

CURRENT = Qt.ItemDataRole.UserRole + 2
"""Whether the window has the run's curves and weights."""

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class RunsModel(QAbstractTableModel):
    """A row for each run that the filter lets through."""

    renamed = Signal(object, str)  # Path of a run, and the title that a person has given it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = columns(())
        self._rows: tuple[Row, ...] = ()
        self._shown: tuple[Row, ...] = ()
        self._colours: dict[Path, ChosenRun] = {}
        self._current: Path | None = None
        self._filter = Filter()
        self._column, self._order = "", Qt.SortOrder.AscendingOrder

    @property
    def shown(self) -> tuple[Row, ...]:
        """The runs shown, in their order."""
        return self._shown

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take other runs, newest first; where they are those there were, only what they say is told to be another."""
        self._rows = tuple(rows)
        wanted = columns(metric_names(row.run for row in rows))
        if [each.key for each in wanted] != [each.key for each in self.columns]:
            self.beginResetModel()
            self.columns, self._shown = wanted, self._arranged()
            self.endResetModel()
        else:
            self._arrange()

    def show_chosen(self, chosen: Iterable[ChosenRun]) -> None:
        """Mark these runs, each in its colour."""
        self._colours = {run.path: run for run in chosen}
        self._tell_changed()

    def show_current(self, path: Path | None) -> None:
        """Tell apart the run whose curves and weights the window has."""
        path = None if path is None else Path(os.path.realpath(path))
        if path != self._current:
            self._current = path
            self._tell_changed()

    def set_filter(self, text: str) -> None:
        """Show the runs that hold what was typed."""
        self._filter = Filter.of(text)
        self._arrange()

    def row_of(self, path: Path) -> int:
        """Where a run stands, -1 where it is not shown."""
        return next((place for place, row in enumerate(self._shown) if row.run.path == path), -1)

    def place_of(self, key: str) -> int:
        """Where a column stands."""
        return next(place for place, column in enumerate(self.columns) if column.key == key)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        key = self.columns[index.column()].key
        if key == NAME:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if key in (MARK, STAR) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._shown[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.EditRole:
            return row.run.title if column.key == NAME else column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.is_number else LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(column.tip(row)) or None
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._check_state(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _accessible(column, row, is_marked=row.run.path in self._colours)
        if role == CURRENT:
            return row.run.path == self._current
        if role == COLOUR:
            chosen = self._colours.get(row.run.path)
            return chosen.colour if chosen is not None else ""
        return row if role == ROW else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A title typed in the cell of the name; whoever listens keeps it."""
        row = self._shown[index.row()]
        if role != Qt.ItemDataRole.EditRole or self.columns[index.column()].key != NAME:
            return False
        title = " ".join(str(value).split())
        if title != row.run.title:
            self.renamed.emit(row.run.path, title)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == Qt.ItemDataRole.AccessibleTextRole and not column.heading:
            return tr("Shown in curves") if column.key == MARK else tr("Starred")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.is_number else LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By the values of a column, runs without one last; newest first where there is no such column."""
        self._column = self.columns[column].key if 0 <= column < len(self.columns) else ""
        self._order = order
        self._arrange()

    def _tell_changed(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(self.columns) - 1))

    def _check_state(self, row: Row, column: Column) -> Qt.CheckState | None:
        if column.key not in (MARK, STAR):
            return None
        on = row.run.path in self._colours if column.key == MARK else row.run.notes.star
        return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked

    def _arrange(self) -> None:
        """Show what the filter lets through in the present order; what stands where it stood is only drawn anew."""
        shown = self._arranged()
        if [row.run.path for row in shown] == [row.run.path for row in self._shown]:
            before, self._shown = self._shown, shown
            for place, (old, new) in enumerate(zip(before, shown, strict=True)):
                if old is not new and old != new:
                    self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def _arranged(self) -> tuple[Row, ...]:
        found = among([row for row in self._rows if self._filter.lets_through(row)])
        column = next((each for each in self.columns if each.key == self._column), None)
        if column is None:
            return found
        if column.key == MARK:
            return tuple(sorted(found, key=lambda row: self._place_of_mark(row)))
        keys = {row.run.path: sorting_key(column, row) for row in found}
        known = [row for row in found if keys[row.run.path][0]]
        unknown = [row for row in found if not keys[row.run.path][0]]
        known.sort(key=lambda row: keys[row.run.path][1], reverse=self._order == Qt.SortOrder.DescendingOrder)
        return (*known, *unknown)

    def _place_of_mark(self, row: Row) -> float:
        chosen = self._colours.get(row.run.path)
        return math.inf if chosen is None else chosen.place


def _accessible(column: Column, row: Row, *, is_marked: bool) -> str | None:
    """What a screen reader says of a cell that has no words."""
    if column.key == MARK:
        return tr("shown in curves") if is_marked else tr("not shown in curves")
    if column.key == STAR:
        return tr("starred") if row.run.notes.star else tr("not starred")
    return None
