"""The list of all actions with their keys and where these work, under the titles of their menus."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from studio.text import in_language, searched, tr
from studio.ui import theme
from studio.ui.actions import actions, shortcuts
from studio.ui.actions.menus import groups, menus_of
from studio.ui.actions.shortcuts import PLACES, native
from studio.ui.plain_text import tooltip
from studio.ui.widgets.tree import Tree

ACTION = Qt.ItemDataRole.UserRole


class ShortcutList(Tree):
    """One row an action. What is searched for hides the others."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Keyboard Shortcuts"))
        self._rows = QStandardItemModel(self)
        self._rows.setHorizontalHeaderLabels(list(map(str, (tr("Action"), tr("Keys"), tr("Works")))))
        self._fill()
        self.setModel(self._rows)
        self.expandAll()
        self.setUniformRowHeights(True)
        self.setEditTriggers(Tree.EditTrigger.NoEditTriggers)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())

    @property
    def current(self) -> str:
        """The id of the action chosen; empty for none."""
        index = self.currentIndex()
        return "" if self._is_hidden(index) else index.siblingAtColumn(0).data(ACTION) or ""

    def refresh(self) -> None:
        """Show the keys of now."""
        for row in self._found():
            name = row.data(ACTION)
            keys = self._rows.itemFromIndex(row.siblingAtColumn(1))
            keys.setText(tr(", ").join(map(native, shortcuts().of(name))))
            keys.setFont(theme.font(13, 600 if name in shortcuts().chosen else 400))

    def search(self, text: str) -> None:
        """Show those alone that have all the words in their names, their keys or what is told of them."""
        words = text.lower().split()
        for row in self._found():
            hidden = not all(word in self._said_of(row) for word in words)
            self.setRowHidden(row.row(), row.parent(), hidden)
        for group in self._groups():
            self.setRowHidden(group.row(), QModelIndex(), all(map(self._is_hidden, self._inside(group))))
        self.choose_first()

    def choose_first(self) -> None:
        """Begin with the first one that is shown."""
        first = next((row for row in self._found() if not self._is_hidden(row)), QModelIndex())
        self.setCurrentIndex(first)
        self.chosen.emit()

    def step(self, rows: int) -> None:
        """Go on by so many of those that are shown."""
        shown = [row for row in self._found() if not self._is_hidden(row)]
        if shown:
            at = shown.index(self.currentIndex().siblingAtColumn(0)) if self.current else 0
            self.setCurrentIndex(shown[max(0, min(at + rows, len(shown) - 1))])

    def _fill(self) -> None:
        for title, names in groups():
            group = _item(title)
            group.setFont(theme.font(12, 600))
            group.setSelectable(False)
            self._rows.appendRow([group, _item(), _item()])
            for name in names:
                first = _item(" › ".join((*menus_of(name)[1:], in_language(actions[name].title).rstrip("…"))))
                first.setData(name, ACTION)
                first.setToolTip(tooltip(in_language(actions[name].tip)))
                group.appendRow([first, _item(), _item(in_language(PLACES[actions[name].scope]))])

    def _groups(self) -> list[QModelIndex]:
        return [self._rows.index(at, 0) for at in range(self._rows.rowCount())]

    def _inside(self, group: QModelIndex) -> list[QModelIndex]:
        return [self._rows.index(at, 0, group) for at in range(self._rows.rowCount(group))]

    def _found(self) -> list[QModelIndex]:
        return [row for group in self._groups() for row in self._inside(group)]

    def _is_hidden(self, row: QModelIndex) -> bool:
        return self.isRowHidden(row.row(), row.parent())

    def _said_of(self, row: QModelIndex) -> str:
        name = row.data(ACTION)
        return searched(row.data(), actions[name].title, actions[name].tip, *map(native, shortcuts().of(name)))


def _item(text: str = "") -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    return item
