"""A field for the roles of a table's columns: a small table with a role to choose for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.data.columns import Column
from studio.data.config.table_files import ROLES
from studio.text import tr
from studio.ui.widgets.label import label
from studio.ui.widgets.roles_model import NAME, ROLE, SUCH_AS, RolesModel
from studio.ui.widgets.value import MIXED, Value, mark_wrong

ROW_HEIGHT = 26
MOST_ROWS = 8
"""More columns than these are scrolled to."""

ROLE_WIDTH = 92


class RolesField(QWidget):
    """Edits roles as pairs of a column and its role. What is in the file is shown once somebody says it."""

    trying = Signal(object)
    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Value = ()
        self._columns: tuple[Column, ...] | None = None
        self.model = RolesModel(self)
        self.model.chosen.connect(self._choose)
        self.view = _view(self.model, self)
        self._empty = label(tr("The columns are listed here once the file is read."), 12, tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.addWidget(self._empty)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._show()

    def value(self) -> Value:
        """The roles last set or chosen."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show roles that are so already."""
        self._value = value
        self._show()
        self.set_wrong(False)

    def set_wrong(self, wrong: bool) -> None:
        """Show whether what stands here is refused."""
        mark_wrong(self.view, wrong)

    def show_columns(self, columns: Sequence[Column] | None) -> None:
        """Show the columns that are in the file; None while they are not known."""
        found = None if columns is None else tuple(columns)
        if found != self._columns:
            self._columns = found
            self._show()

    def _show(self) -> None:
        place = self.view.verticalScrollBar().value()
        self.model.show(() if self._value is MIXED else tuple(self._value), self._columns)
        count = self.model.rowCount()
        self.view.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        header = self.view.horizontalHeader().sizeHint().height()
        self.view.setFixedHeight(header + ROW_HEIGHT * min(count, MOST_ROWS) + 2)
        self.view.verticalScrollBar().setValue(place)

    def _choose(self, roles: object) -> None:
        self.trying.emit(roles)
        self.edited.emit(roles)


class _RoleDelegate(QStyledItemDelegate):
    """A list of all roles over the one that is chosen."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        choice = QComboBox(parent)
        choice.addItems(list(ROLES))
        choice.activated.connect(lambda _: self._give(choice))
        return choice

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(index.data(Qt.ItemDataRole.EditRole))
        editor.showPopup()

    def _give(self, choice: QComboBox) -> None:
        self.commitData.emit(choice)
        self.closeEditor.emit(choice, QStyledItemDelegate.EndEditHint.NoHint)


def _view(model: RolesModel, field: QWidget) -> QTableView:
    view = QTableView(field)
    view.setModel(model)
    view.setItemDelegateForColumn(ROLE, _RoleDelegate(view))
    view.setShowGrid(False)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(
        QAbstractItemView.EditTrigger.SelectedClicked
        | QAbstractItemView.EditTrigger.DoubleClicked
        | QAbstractItemView.EditTrigger.EditKeyPressed
        | QAbstractItemView.EditTrigger.AnyKeyPressed
    )
    view.clicked.connect(lambda index: view.edit(index) if index.column() == ROLE else None)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    view.setWordWrap(False)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    view.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
    header = view.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(ROLE, QHeaderView.ResizeMode.Fixed)
    header.setSectionResizeMode(SUCH_AS, QHeaderView.ResizeMode.Stretch)
    view.setColumnWidth(ROLE, ROLE_WIDTH)
    view.setAccessibleName(tr("Columns and their roles"))
    return view
