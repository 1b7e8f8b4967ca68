"""Samples that are pictures or recordings, side by side with what is learnt of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from studio.formatting.numbers import exact, shape
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip

if TYPE_CHECKING:
    from studio.data.inspection.page import Page, Sample

SIDE = 72
"""Of a picture, in logical pixels."""

CELL = QSize(SIDE + 20, SIDE + 34)

Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractListModel):
    """A page of samples with their pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: tuple[Sample, ...] = ()
        self._icons: tuple[QIcon, ...] = ()

    @property
    def samples(self) -> tuple[Sample, ...]:
        """Those shown."""
        return self._samples

    def show(self, page: Page, tiles: tuple[QImage, ...], ratio: float) -> None:
        """Show another page; pictures have `ratio` pixels to a logical one."""
        self.beginResetModel()
        self._samples = page.samples
        self._icons = tuple(icon_of(tile, ratio) for tile in tiles)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._samples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        sample = self._samples[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("damaged") if sample.problem else sample.words or exact(sample.place + 1)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "\n".join(told(sample))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip("\n".join(told(sample)))
        return None


class SampleGrid(QListView):
    """Goes through pictures with the arrow keys; pointing at one tells more of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = GridModel(self)
        self.setModel(self.shown)
        self.setAccessibleName(tr("Samples"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setGridSize(CELL)
        self.setFont(theme.font(12))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def select(self, place: int) -> None:
        """Select the sample at a place of its split, if it is shown."""
        for row, sample in enumerate(self.shown.samples):
            if sample.place == place:
                self.setCurrentIndex(self.shown.index(row))
                self.scrollTo(self.shown.index(row))


def told(sample: Sample) -> list[str]:
    """What is known of a sample, line by line."""
    lines = [tr("Sample {number}", number=exact(sample.place + 1)), sample.words, sample.file]
    if sample.values.ndim >= 2 and not sample.problem:
        lines.append(shape(sample.values.shape))
    if sample.problem:
        lines.append(tr("It cannot be read: {reason}.", reason=sample.problem))
    return [line for line in lines if line]


def icon_of(tile: QImage, ratio: float) -> QIcon:
    """A picture with `ratio` pixels to a logical one; a warning in place of one that could not be read."""
    if tile.isNull():
        return theme.icon("warning", "warning")
    pixmap = QPixmap.fromImage(tile)
    pixmap.setDevicePixelRatio(ratio)
    return QIcon(pixmap)
