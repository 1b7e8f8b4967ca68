"""Samples that are rows, texts or anything without a picture: a line each, with what was answered first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from studio.formatting.numbers import exact
from studio.formatting.shortened import shortened
from studio.text import tr
from studio.ui import theme
from studio.ui.panels.evaluation.listing import AHEAD, NOTHING, Listing, SeenSamples

ROW_HEIGHT = 28
COLUMN_WIDTH = 104
TEXT_WIDTH = 360
LONGEST_TEXT = 300

Index = QModelIndex | QPersistentModelIndex
PLACE = Qt.ItemDataRole.UserRole + 1


class RowsModel(QAbstractTableModel):
    """What was answered for each sample, then its text or its numbers."""

    def __init__(self, seen: SeenSamples, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing, self._names = NOTHING, tuple[str, ...]()
        self._seen = seen

    def show(self, listing: Listing, names: Sequence[str]) -> None:
        """Show another listing, whose samples have numbers of these names."""
        self.beginResetModel()
        self.listing, self._names = listing, tuple(names)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.listing)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.listing.headings) + len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        place, column = int(self.listing.places[index.row()]), index.column()
        count = len(self.listing.headings)
        if role == PLACE:
            return place
        if role == Qt.ItemDataRole.DisplayRole:
            return self.listing.cells(place)[column] if column < count else self._written(place, column - count)
        if role == Qt.ItemDataRole.ForegroundRole and column == 1:
            colours = theme.current()
            tone = {True: colours.success, False: colours.error}.get(self.listing.tell(place).is_right)  # type: ignore[arg-type]
            return None if tone is None else QColor(tone)
        return None

    def _written(self, place: int, column: int) -> str:
        seen = self._seen.of(place)
        if seen is None:
            return "…"
        if seen.text:
            return shortened(" ".join(seen.text[: 2 * LONGEST_TEXT].split()), LONGEST_TEXT)
        return seen.numbers[column] if column < len(seen.numbers) else seen.problem

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return exact(int(self.listing.places[section]) + 1)
        return (*self.listing.headings, *self._names)[section]


class RowsList(QTableView):
    """As long as there are samples; only lines in sight are asked for."""

    reached = Signal(int)  # place of the sample that is current

    def __init__(self, seen: SeenSamples, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = RowsModel(seen, self)
        self.setModel(self.shown)
        self.setAccessibleName(tr("Samples"))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setDefaultSectionSize(COLUMN_WIDTH)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.selectionModel().currentChanged.connect(self._tell_reached)
        seen.arrived.connect(self.viewport().update)

    @property
    def current_place(self) -> int | None:
        """Place of the current sample in its split."""
        found = self.currentIndex().data(PLACE)
        return found if isinstance(found, int) else None

    def show_listing(self, listing: Listing, names: Sequence[str] = (), *, are_texts: bool = False) -> None:
        """Show other samples, from the first on."""
        self.shown.show(listing, names)
        if are_texts:
            self.setColumnWidth(len(listing.headings), TEXT_WIDTH)
        self.horizontalHeader().setStretchLastSection(are_texts)
        self.scrollToTop()
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        """Ask for what is in sight."""
        places = self.shown.listing.places
        if len(places) and self.isVisible():
            first = max(self.rowAt(0), 0)
            count = self.viewport().height() // ROW_HEIGHT + 2
            self.shown._seen.look_at(places[max(0, first - AHEAD) : first + count + AHEAD])

    def _tell_reached(self, now: QModelIndex) -> None:
        place = now.data(PLACE)
        if isinstance(place, int):
            self.reached.emit(place)
