"""The rows of the problem list as Qt's model: rows that stay are left alone when others come and go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from operator import eq
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.project.diagnostics.entries import Entry
from studio.text import paragraph
from studio.ui.panels.problems.rows import ENTRY

Index = QModelIndex | QPersistentModelIndex


class ProblemModel(QAbstractListModel):
    """Entries in order; texts are put together for the rows that are asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    @property
    def entries(self) -> Sequence[Entry]:
        """The rows as they stand."""
        return self._entries

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these entries; from the first to the last that differ from before they are replaced."""
        before, now = self._entries, list(entries)
        head = _alike(before, now)
        tail = _alike(before[head:][::-1], now[head:][::-1])
        if head + tail < len(before):
            self.beginRemoveRows(QModelIndex(), head, len(before) - tail - 1)
            self._entries = before[:head] + before[len(before) - tail :]
            self.endRemoveRows()
        if head + tail < len(now):
            self.beginInsertRows(QModelIndex(), head, len(now) - tail - 1)
            self._entries = now
            self.endInsertRows()
        self._entries = now

    def find(self, entry: Entry) -> QModelIndex:
        """The row that says the same as an entry, or stands for the same kind; none where there is none."""
        same = (row for row, each in enumerate(self._entries) if each.problems == entry.problems)
        alike = (row for row, each in enumerate(self._entries) if each.is_group and each.kind == entry.kind)
        row = next(same, next(alike, -1) if entry.is_group else -1)
        return self.index(row, 0) if row >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        return paragraph(entry.message, entry.remedy) if role == Qt.ItemDataRole.DisplayRole else None


def _alike(some: Sequence[Entry], others: Sequence[Entry]) -> int:
    """How many entries two sequences begin with alike."""
    return sum(1 for _ in takewhile(bool, map(eq, some, others)))
