"""Samples that are rows of numbers or tokens, as a table with what is learnt of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from studio.formatting.numbers import exact, six_digits
from studio.formatting.shortened import shortened
from studio.text import tr
from studio.ui.plain_text import tooltip

if TYPE_CHECKING:
    from studio.data.inspection.page import Page, Sample

ROW_HEIGHT = 28
ANSWER_WIDTH = 128
COLUMN_WIDTH = 128
TEXT_WIDTH = 400

LONGEST_TEXT = 300
"""So much of a text is shown."""

Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """A page of samples: what is learnt, then every number of the row; tokens stand in one column, texts before it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: tuple[Sample, ...] = ()
        self._names: tuple[str, ...] = ()
        self._are_tokens = self._has_texts = False

    @property
    def samples(self) -> tuple[Sample, ...]:
        """Those shown."""
        return self._samples

    def show(self, page: Page, names: Sequence[str], *, are_tokens: bool) -> None:
        """Show another page, whose columns have these names."""
        self.beginResetModel()
        self._samples, self._are_tokens = page.samples, are_tokens
        self._has_texts = are_tokens and any(sample.text for sample in page.samples)
        self._names = (*((tr("Text"),) if self._has_texts else ()), tr("Tokens")) if are_tokens else tuple(names)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._samples)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 1 + len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        sample, column = self._samples[index.row()], index.column() - 1
        if role == Qt.ItemDataRole.DisplayRole:
            return sample.words if column < 0 else self._written(sample, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column >= 0 and not self._are_tokens:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _written(self, sample: Sample, column: int) -> str:
        if self._has_texts and column == 0:
            return shortened(" ".join(sample.text[: 2 * LONGEST_TEXT].split()), LONGEST_TEXT)
        if self._are_tokens:
            return " ".join(map(str, sample.values.ravel()))
        return six_digits(sample.values.ravel()[column])

    @property
    def has_texts(self) -> bool:
        """Whether the text of each sample stands before its tokens."""
        return self._has_texts

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and (section == 0 or self._are_tokens):
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Horizontal and section:
            return tooltip(self._names[section - 1])
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return exact(self._samples[section].place + 1)
        return tr("To learn") if section == 0 else self._names[section - 1]


class RowsTable(QTableView):
    """As wide as its columns are many; it draws only those in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = RowsModel(self)
        self.setModel(self.shown)
        self.setAccessibleName(tr("Samples"))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setDefaultSectionSize(COLUMN_WIDTH)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_page(self, page: Page, names: Sequence[str], *, are_tokens: bool) -> None:
        """Show another page."""
        self.shown.show(page, names, are_tokens=are_tokens)
        self.setColumnWidth(0, ANSWER_WIDTH)
        if self.shown.columnCount() > 1:
            self.setColumnWidth(1, TEXT_WIDTH if self.shown.has_texts else COLUMN_WIDTH)
        self.horizontalHeader().setStretchLastSection(are_tokens)

    def select(self, place: int) -> None:
        """Select the sample at a place of its split, if it is shown."""
        for row, sample in enumerate(self.shown.samples):
            if sample.place == place:
                self.selectRow(row)
                self.scrollTo(self.shown.index(row, 0))
