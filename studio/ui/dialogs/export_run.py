"""Which weights are exported: those of which run, after which of its epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from studio.text import tr
from studio.training.runs.checkpoint_index import Which, choices
from studio.ui.widgets.dropdown import Dropdown

if TYPE_CHECKING:
    from studio.ui.dialogs.export_subject import Offer


class RunChoice(QWidget):
    """The runs there are to take weights from, and the checkpoints of the one chosen."""

    run_chosen = Signal(object)  # Path of a run, None for weights as a training begins with
    checkpoint_chosen = Signal(str)  # Which

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer | None, ...] = ()
        self.runs = Dropdown()
        self.runs.setAccessibleName(tr("Weights"))
        self.runs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.runs.setMinimumContentsLength(12)
        self.runs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.checkpoint = Dropdown()
        self.checkpoint.setAccessibleName(tr("Epoch"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.runs, 3)
        row.addWidget(self.checkpoint, 2)
        self.runs.activated.connect(lambda place: self.run_chosen.emit(self.run))
        self.checkpoint.activated.connect(lambda _: self.checkpoint_chosen.emit(self.which))

    @property
    def run(self) -> Path | None:
        """The folder of the run chosen."""
        place = self.runs.currentIndex()
        offer = self._offers[place] if 0 <= place < len(self._offers) else None
        return None if offer is None else offer.path

    @property
    def which(self) -> Which:
        """The checkpoint chosen."""
        return self.checkpoint.currentData() or "best"

    def show_offers(self, offers: Sequence[Offer], chosen: Path | None) -> None:
        """Offer these runs, and none; `chosen` is the one taken now."""
        self._offers = (*offers, None)
        self.runs.clear()
        for offer in offers:
            self.runs.addItem(offer.words)
        self.runs.addItem(tr("No run: weights as a training begins with"))
        place = next((at for at, offer in enumerate(self._offers) if offer is not None and offer.path == chosen), -1)
        self.runs.setCurrentIndex(place if place >= 0 else len(offers))

    def offer_checkpoints(self, epochs: Mapping[Which, int]) -> None:
        """Let a person choose between checkpoints, of epochs by their names, where they are of more than one."""
        chosen = self.which
        self.checkpoint.clear()
        if len({*epochs.values()}) > 1:
            for which, words in choices(epochs).items():
                self.checkpoint.addItem(words, which)
            self.checkpoint.setCurrentIndex(max(self.checkpoint.findData(chosen), 0))
        self.checkpoint.setVisible(self.checkpoint.count() > 0)
