"""Which weights are exported: those of which run, after which of its epochs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from studio.text import in_language, tr
from studio.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from studio.training.runs.checkpoints import Which
    from studio.ui.dialogs.export_subject import Offer

WHICH: dict[Which, str] = {"best": tr("Best epoch"), "last": tr("Last epoch")}
"""The checkpoints that can be chosen, in words."""


class RunChoice(QWidget):
    """The runs there are to take weights from, and the checkpoints of the one chosen."""

    run_chosen = Signal(object)  # Path of a run, None for weights as a training begins with
    checkpoint_chosen = Signal(str)  # Which

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer | None, ...] = ()
        self.runs = QComboBox()
        self.runs.setAccessibleName(tr("Weights"))
        self.runs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.runs.setMinimumContentsLength(12)
        self.runs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.checkpoint = Segmented(tuple(map(in_language, WHICH.values())))
        self.checkpoint.set_value(in_language(WHICH["best"]))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.runs, 3)
        row.addWidget(self.checkpoint, 2)
        self.runs.activated.connect(lambda place: self.run_chosen.emit(self.run))
        self.checkpoint.edited.connect(lambda _: self.checkpoint_chosen.emit(self.which))

    @property
    def run(self) -> Path | None:
        """The folder of the run chosen."""
        place = self.runs.currentIndex()
        offer = self._offers[place] if 0 <= place < len(self._offers) else None
        return None if offer is None else offer.path

    @property
    def which(self) -> Which:
        """The checkpoint chosen."""
        chosen = self.checkpoint.value()
        return next(which for which, words in WHICH.items() if in_language(words) == chosen)

    def show_offers(self, offers: Sequence[Offer], chosen: Path | None) -> None:
        """Offer these runs, and none; `chosen` is the one taken now."""
        self._offers = (*offers, None)
        self.runs.clear()
        for offer in offers:
            self.runs.addItem(offer.words)
        self.runs.addItem(tr("No run: weights as a training begins with"))
        place = next((at for at, offer in enumerate(self._offers) if offer is not None and offer.path == chosen), -1)
        self.runs.setCurrentIndex(place if place >= 0 else len(offers))

    def offer_checkpoints(self, *, several: bool) -> None:
        """Let a person choose between checkpoints, where the run has more than one."""
        self.checkpoint.setVisible(several)
        if not several:
            self.checkpoint.set_value(in_language(WHICH["best"]))
