"""The table of runs: one row each, columns that can be hidden, marks and stars that a click sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from studio.text import tr
from studio.training.runs.overview import Row
from studio.ui.actions import make
from studio.ui.panels.runs.columns import MARK, NAME, STAR, Column
from studio.ui.panels.runs.delegate import RunsDelegate
from studio.ui.panels.runs.model import ROW, RunsModel

ROW_HEIGHT = 30


class RunsTable(QTableView):
    """Keeps what is selected while rows come, go and change their order."""

    selection_changed = Signal()
    mark_clicked = Signal(object)  # Row
    star_clicked = Signal(object)  # Row
    columns_changed = Signal()  # other columns are hidden

    def __init__(self, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._choices: dict[str, bool] = {}
        self._widths: dict[str, int] = {}
        self._remembered: tuple[list[Path], Path | None, str] = ([], None, NAME)
        self.setModel(model)
        self.setItemDelegate(RunsDelegate(model, self))
        self.setAccessibleName(tr("Runs"))
        self._dress()
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(lambda: self.selection_changed.emit())
        self._lay_out_columns()

    @property
    def selected(self) -> tuple[Row, ...]:
        """The runs selected, from top to bottom."""
        chosen = cast(Sequence[QItemSelectionRange], self.selectionModel().selection())
        rows = sorted({row for each in chosen for row in range(each.top(), each.bottom() + 1)})
        return tuple(self._model.shown[row] for row in rows)

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that are not hidden, from left to right."""
        return tuple(column for place, column in enumerate(self._model.columns) if not self.isColumnHidden(place))

    @property
    def choices(self) -> dict[str, bool]:
        """Which columns a person has shown or hidden, by their keys; all others stand as they are declared."""
        return dict(self._choices)

    def choose_columns(self, choices: Mapping[str, bool]) -> None:
        """Show and hide these columns, also where they come later."""
        self._choices = dict(choices)
        self._lay_out_columns()

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        self.choose_columns({**self._choices, key: shown})
        self.columns_changed.emit()

    def select(self, paths: Iterable[Path]) -> None:
        """Select these runs, as far as they are shown, and bring the first into sight."""
        rows = sorted(row for path in paths if (row := self._model.row_of(path)) >= 0)
        chosen, last = QItemSelection(), len(self._model.columns) - 1
        for row in rows:
            chosen.select(self._model.index(row, 0), self._model.index(row, last))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        if rows:
            self._go_to(rows[0])

    def sort_by_current(self) -> None:
        """Sort by the column of the current cell: the largest first, then the smallest, then newest first again."""
        column, head = self.currentIndex().column(), self.horizontalHeader()
        orders = {-1: Qt.SortOrder.DescendingOrder, Qt.SortOrder.DescendingOrder: Qt.SortOrder.AscendingOrder}
        now = head.sortIndicatorOrder() if head.sortIndicatorSection() == column else -1
        following = orders.get(now)
        head.setSortIndicator(-1 if following is None else column, following or Qt.SortOrder.AscendingOrder)

    def edit_name(self) -> None:
        """Have the name of the current run typed anew."""
        index = self._model.index(self.currentIndex().row(), self._model.place_of(NAME))
        if index.isValid():
            self.scrollTo(index)
            self.setCurrentIndex(index)
            self.edit(index)

    def columns_menu(self) -> QMenu:
        """A menu with the columns that can be hidden."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in self._keys():
            place = self._model.place_of(key)
            action = make("runs.column", menu, title=self._model.columns[place].heading)
            action.setChecked(not self.isColumnHidden(place))
            action.toggled.connect(partial(self.show_column, key))
            menu.addAction(action)
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a mark or a star sets it, and leaves the selection alone."""
        index = self.indexAt(event.position().toPoint())
        told = self._told_of_click(index) if event.button() == Qt.MouseButton.LeftButton else None
        if told is None:
            super().mousePressEvent(event)
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            told(index.data(ROW))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._told_of_click(self.indexAt(event.position().toPoint())) is not None:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def _told_of_click(self, index: QModelIndex) -> Callable[[Row], object] | None:
        key = self._model.columns[index.column()].key if index.isValid() else ""
        signals = {MARK: self.mark_clicked, STAR: self.star_clicked}
        return signals[key].emit if key in signals else None

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setStretchLastSection(True)
        head.setMinimumSectionSize(28)
        head.sectionResized.connect(self._note_width)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._offer_columns)
        self.setSortingEnabled(True)

    def _offer_columns(self, at: QPoint) -> None:
        self.columns_menu().popup(self.horizontalHeader().mapToGlobal(at))

    def _keys(self) -> list[str]:
        """The columns that can be hidden."""
        return [column.key for column in self._model.columns if column.key not in (MARK, NAME)]

    def _lay_out_columns(self) -> None:
        with QSignalBlocker(self.horizontalHeader()):
            for place, column in enumerate(self._model.columns):
                self.setColumnHidden(place, not self._choices.get(column.key, column.is_shown))
                self.setColumnWidth(place, self._widths.get(column.key, column.width))
        self.updateGeometries()

    def _note_width(self, place: int, _: int, width: int) -> None:
        if width:
            self._widths[self._model.columns[place].key] = width

    def _remember(self) -> None:
        current = self.currentIndex()
        row: Row | None = current.data(ROW) if current.isValid() else None
        key = self._model.columns[current.column()].key if current.isValid() else NAME
        self._remembered = [each.run.path for each in self.selected], row.run.path if row is not None else None, key

    def _restore(self) -> None:
        self._lay_out_columns()
        paths, current, key = self._remembered
        self.select(paths)
        if current is not None and (row := self._model.row_of(current)) >= 0:
            self._go_to(row, key)

    def _go_to(self, row: int, key: str = NAME) -> None:
        keys = [column.key for column in self._model.columns]
        index = self._model.index(row, keys.index(key if key in keys else NAME))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)
