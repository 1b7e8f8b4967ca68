"""Columns of a table with their roles, as rows for a view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from studio.data.columns import Column
from studio.data.config.table_files import ROLES
from studio.formatting.numbers import exact
from studio.formatting.shortened import shortened
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip

NAME, ROLE, SUCH_AS = range(3)

USUAL = "feature"
"""The role of a column that has none."""

Index = QModelIndex | QPersistentModelIndex
Roles = tuple[tuple[str, str], ...]


class RolesModel(QAbstractTableModel):
    """A row for each column of the file, and for each that has a role and is not there."""

    chosen = Signal(object)  # the roles as a person wants them

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._roles: Roles = ()
        self._rows: tuple[Column, ...] = ()
        self._known = False

    @property
    def roles(self) -> Roles:
        """The roles that are shown."""
        return self._roles

    def show(self, roles: Roles, columns: Sequence[Column] | None) -> None:
        """Show these roles; `columns` are those of the file, None while they are not known."""
        self.beginResetModel()
        self._roles, self._columns, self._known = roles, tuple(columns or ()), columns is not None
        there = {column.name for column in self._columns}
        gone = (Column(name, role, "other") for name, role in roles if name not in there)
        self._rows = (*gone, *self._columns)
        self.endResetModel()

    def column_at(self, row: int) -> Column:
        """The column in a row."""
        return self._rows[row]

    def role_at(self, row: int) -> str:
        """The role of the column in a row."""
        return dict(self._roles).get(self._rows[row].name, USUAL)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Column"), tr("Role"), tr("Such as"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == ROLE else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (shortened(column.name), self.role_at(index.row()), self._such_as(column))[index.column()]
        if role == Qt.ItemDataRole.EditRole:
            return self.role_at(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._told(column))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(index)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell of the role that a person has chosen; whoever listens shows it."""
        if value not in ROLES or value == self.role_at(index.row()):
            return False
        name = self._rows[index.row()].name
        others = tuple(pair for pair in self._roles if pair[0] != name)
        self.chosen.emit(others if value == USUAL else (*others, (name, value)))
        return True

    def _is_gone(self, column: Column) -> bool:
        return self._known and column not in self._columns

    def _such_as(self, column: Column) -> str:
        if self._is_gone(column):
            return tr("not in the file")
        return tr(", ").join(column.examples)

    def _told(self, column: Column) -> str:
        if self._is_gone(column):
            return tr("“{column}” is not in the file. The role feature takes it out of this list.", column=column.name)
        parts = [column.name, column.type]
        if column.missing:
            parts.append(tr("{count} missing", count=exact(column.missing)))
        return tr(" · ").join([*parts, *column.examples])

    def _colour(self, index: Index) -> Any:
        column, role = self._rows[index.row()], self.role_at(index.row())
        if self._is_gone(column):
            return QColor(theme.current().warning)
        if index.column() == SUCH_AS or role == "ignore":
            return QColor(theme.current().muted)
        return QColor(theme.current().accent) if index.column() == ROLE and role != USUAL else None
