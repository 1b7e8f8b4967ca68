"""The list of problems as a person moves in it, with keys and with the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from studio.project.diagnostics.entries import Entry
from studio.text import tr
from studio.ui.panels.problems.model import ProblemModel
from studio.ui.panels.problems.rows import ENTRY

BATCH = 50
"""Rows that are given a height at a time, of the thousands that there may be."""


class ProblemList(QListView):
    """Enter does what a click does; the arrows to the right and left open and close a group."""

    chosen = Signal(QModelIndex)
    pointer_left = Signal()
    is_pointed_at = False
    """Whether the pointer is on it."""

    def __init__(self, model: ProblemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(BATCH)
        self.setAccessibleName(tr("Problems"))
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.is_pointed_at = event.type() is QEvent.Type.Enter
            if not self.is_pointed_at:
                self.pointer_left.emit()
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()  # rows are as high as their text needs at this width

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        entry: Entry | None = index.data(ENTRY)
        turns = entry is not None and entry.is_group and event.key() == (
            Qt.Key.Key_Left if entry.is_open else Qt.Key.Key_Right
        )  # fmt: skip
        if entry is not None and (turns or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self.chosen.emit(index)
        else:
            super().keyPressEvent(event)
