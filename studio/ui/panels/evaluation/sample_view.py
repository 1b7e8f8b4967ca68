"""What views of very many samples have in common: one of them is current, and only those in sight are asked for."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from studio.text import tr
from studio.ui.panels.evaluation.listing import SeenSamples

Index = QModelIndex | QPersistentModelIndex
PLACE = Qt.ItemDataRole.UserRole + 1
"""The role in which a model tells the place of a sample in its split."""


class SampleView(QTableView):
    """A subclass asks in `look` for what is in sight, which is called where that changes by scrolling or showing."""

    reached = Signal(int)  # place of the sample that is current

    def __init__(self, model: QAbstractTableModel, seen: SeenSamples, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(tr("Samples"))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalScrollBar().valueChanged.connect(self.look)
        self.selectionModel().currentChanged.connect(self._tell_reached)
        seen.arrived.connect(self.viewport().update)

    @property
    def current_place(self) -> int | None:
        """Place of the current sample in its split."""
        found = self.currentIndex().data(PLACE)
        return found if isinstance(found, int) else None

    def look(self) -> None:
        """Ask for what is in sight."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    def _tell_reached(self, now: QModelIndex) -> None:
        place = now.data(PLACE)
        if isinstance(place, int):
            self.reached.emit(place)
