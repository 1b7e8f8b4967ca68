"""A field for one of many names: typed, or chosen from a list that every word of what they stand for finds."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.widgets.text import TextField

NAME, FOUND_BY = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
ROWS = 12
WIDTH = 420


class NameField(TextField):
    """Edits a name; the button in it, and the arrow key down, show all there are with what they stand for."""

    def __init__(self, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = _Names(names, self)
        self.setCompleter(self.names)
        self.names.activated[str].connect(self._choose)  # type: ignore[index]
        self.all_names = self.addAction(theme.icon("chevron-down", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self.all_names.setToolTip(tooltip(tr("Show all names")))
        self.all_names.triggered.connect(self.show_all)

    def show_all(self) -> None:
        """Open the list with every name, the present one selected."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
        self.names.setCompletionPrefix("")
        self.names.complete()
        self.names.point_at(self.text())

    def _choose(self, name: str) -> None:
        self.setText(name)
        self._commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow key down opens the list."""
        if event.key() == Qt.Key.Key_Down:
            self.show_all()
        else:
            super().keyPressEvent(event)


class _Names(QCompleter):
    """Finds names by any part of them and of what they stand for; only the name is put into the field."""

    def __init__(self, names: Mapping[str, str], field: QLineEdit) -> None:
        super().__init__(field)
        model = QStandardItemModel(self)
        for name, about in names.items():
            item = QStandardItem(tr("{name} – {about}", name=name, about=about))
            item.setToolTip(tooltip(about))
            item.setData(name, NAME)
            item.setData(f"{name} {about}", FOUND_BY)
            model.appendRow(item)
        self.setModel(model)
        self.setCompletionRole(FOUND_BY)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(ROWS)
        self.list = QListView()
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setMinimumWidth(int(WIDTH * theme.scale()))
        self.setPopup(self.list)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The name alone."""
        return str(index.data(NAME))

    def point_at(self, name: str) -> None:
        """Select a name in the open list."""
        shown = self.list.model()
        at = next((row for row in range(shown.rowCount()) if shown.index(row, 0).data(NAME) == name), None)
        if at is not None:
            self.list.setCurrentIndex(shown.index(at, 0))
