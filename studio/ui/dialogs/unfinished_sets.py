"""Sets of runs that lack some, of which one can be gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from studio.text import ntr, tr
from studio.ui.plain_text import tooltip

if TYPE_CHECKING:
    from studio.project.sweeps.unfinished import Unfinished


class UnfinishedSets(QWidget):
    """Is seen once there is one."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted: Path | None = None
        """The folder of the set that a person wants to go on with."""
        self.sets = QComboBox()
        self.sets.setAccessibleName(tr("Sets of runs that lack some"))
        self.sets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sets.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.go_on_button = QPushButton(tr("Go on with it"))
        self.go_on_button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.sets, 1)
        row.addWidget(self.go_on_button)
        self.go_on_button.clicked.connect(self._choose)
        self.hide()

    def show_sets(self, sets: Sequence[Unfinished]) -> None:
        """Offer these."""
        self.sets.clear()
        for each in sets:
            self.sets.addItem(_words(each), each.folder)
            self.sets.setItemData(self.sets.count() - 1, tooltip(each.asked), Qt.ItemDataRole.ToolTipRole)
        self.setVisible(bool(sets))

    def _choose(self) -> None:
        self.wanted = self.sets.currentData()
        self.chosen.emit()


def _words(each: Unfinished) -> str:
    return ntr(
        "{count} of {planned} run missing: {name}", "{count} of {planned} runs missing: {name}", each.planned,
        name=each.name, count=each.missing, planned=each.planned,
    )  # fmt: skip
