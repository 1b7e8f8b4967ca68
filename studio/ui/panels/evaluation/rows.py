"""Samples that are rows, texts or anything without a picture: a line each, with what was answered first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from studio.formatting.numbers import exact
from studio.formatting.shortened import shortened
from studio.ui import theme
from studio.ui.panels.evaluation.listing import AHEAD, NOTHING, Listing, SeenSamples
from studio.ui.panels.evaluation.sample_view import PLACE, Index, SampleView

ROW_HEIGHT = 28
COLUMN_WIDTH = 104
TEXT_WIDTH = 360
LONGEST_TEXT = 300


class RowsModel(QAbstractTableModel):
    """What was answered for each sample, then its text or its numbers."""

    def __init__(self, seen: SeenSamples, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing, self._names = NOTHING, tuple[str, ...]()
        self.seen = seen

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
        seen = self.seen.of(place)
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


class RowsList(SampleView):
    """As long as there are samples; only lines in sight are asked for."""

    def __init__(self, seen: SeenSamples, parent: QWidget | None = None) -> None:
        self.shown = RowsModel(seen)
        super().__init__(self.shown, seen, parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setDefaultSectionSize(COLUMN_WIDTH)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_listing(self, listing: Listing, names: Sequence[str] = (), *, are_texts: bool = False) -> None:
        """Show other samples, from the first on."""
        self.shown.show(listing, names)
        if are_texts:
            self.setColumnWidth(len(listing.headings), TEXT_WIDTH)
        self.horizontalHeader().setStretchLastSection(are_texts)
        self.scrollToTop()
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.look()

    def look(self) -> None:
        """Ask for what is in sight."""
        places = self.shown.listing.places
        if len(places) and self.isVisible():
            first = max(self.rowAt(0), 0)
            count = self.viewport().height() // ROW_HEIGHT + 2
            self.shown.seen.look_at(places[max(0, first - AHEAD) : first + count + AHEAD])
