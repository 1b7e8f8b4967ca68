"""What a person should know of the data: odd samples, each with its place, what was left out, and notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from studio.data.left_out import sentences
from studio.formatting.numbers import exact
from studio.text import in_language, ntr, tr
from studio.ui import theme
from studio.ui.background.data_look import DataLook
from studio.ui.panels.data.samples import SPLITS
from studio.ui.plain_text import tooltip
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.tree import Tree

if TYPE_CHECKING:
    from studio.data.inspection.odd import Example, Odd, Place

PLACE = Qt.ItemDataRole.UserRole + 1
GRAVE = ("damaged", "mislabelled", "shared")
"""Faults that spoil a training or its test."""


class FindingsView(QWidget):
    """A row for each finding, with its samples below; pressing Return on one, or a double click, leads to it."""

    reveal_wanted = Signal(object)  # Place

    def __init__(self, look: DataLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: object = None
        self.model = QStandardItemModel(self)
        self.tree = Tree()
        self.tree.setModel(self.model)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(tr("Findings"))
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setExpandsOnDoubleClick(True)
        self.tree.activated.connect(self._lead)
        self.nothing = EmptyState("check", tr("Nothing odd"), "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        column.addWidget(self.nothing)
        look.changed.connect(self._follow)
        self._follow()

    @property
    def count(self) -> int:
        """How many findings there are."""
        return self.model.rowCount()

    def _follow(self) -> None:
        laid, found = self._look.laid, self._look.survey
        if (laid, found) == self._shown:
            return
        self._shown = laid, found
        self.model.clear()
        if laid is not None:
            self._add_notes()
        for odd in found.odd if found is not None else ():
            self._add(odd)
        self.tree.setVisible(bool(self.count))
        self.nothing.setVisible(not self.count)
        told = tr("No sample is blank, damaged or in two splits.")
        self.nothing.set_sentence(told if found is not None else tr("The samples have not been gone through yet."))

    def _add_notes(self) -> None:
        laid = self._look.laid
        assert laid is not None
        # What is damaged is told with its samples, once these have been gone through.
        left_out = [each for each in laid.overview.left_out if each.reason != "unreadable" or self._look.survey is None]
        told = [laid.opened.misfit, *sentences(left_out), *laid.overview.notes]
        for sentence in filter(None, told):
            self.model.appendRow(_row(sentence, "info"))

    def _add(self, odd: Odd) -> None:
        from studio.data.inspection.odd import sentence

        row = _row(sentence(odd), "warning" if odd.fault in GRAVE else "info")
        for example in odd.examples:
            inner = _row(self._words(example), "")
            inner.setData(example.at, PLACE)
            row.appendRow(inner)
        more = odd.count - len(odd.examples)
        if more > 0:
            row.appendRow(_row(ntr("and {count} more", "and {count} more", more), ""))
        self.model.appendRow(row)

    def _words(self, example: Example) -> str:
        told = self._place(example.at)
        if example.other is not None:
            told = tr("{sample} is equal to {other}", sample=told, other=self._place(example.other))
        return f"{told} — {example.words}" if example.words else told

    def _place(self, place: Place) -> str:
        laid = self._look.laid
        assert laid is not None
        named = tr("{split} {number}", split=in_language(SPLITS[place.split]), number=exact(place.place + 1))
        file = laid.opened.name(*place)
        return f"{named} ({Path(file).parent.name}/{Path(file).name})" if file else named

    def _lead(self) -> None:
        place = self.tree.currentIndex().data(PLACE)
        if place is not None:
            self.reveal_wanted.emit(place)


def _row(words: str, icon: str) -> QStandardItem:
    item = QStandardItem(words)
    item.setToolTip(tooltip(words))
    if icon:
        item.setIcon(theme.icon(icon, icon))
    return item
