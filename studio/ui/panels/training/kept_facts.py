"""How many epochs the settings keep for good, and what they will take of the disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.training.config import TrainingConfig
from studio.training.kept_epochs import kept_words
from studio.ui.panels.training.facts import Facts

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

WEIGHT_BYTES = 4


class KeptFacts(Facts):
    """A sentence where epochs are kept."""

    def __init__(self, batches: Callable[[], int | None]) -> None:
        """`batches` tells how many an epoch has, None where that is not known."""
        super().__init__()
        self._batches = batches
        self.hide()

    def show_for(self, training: TrainingConfig, analysis: Analysis | None) -> None:
        """Say what these settings keep of a network with such read-outs."""
        words = ""
        batches = self._batches() if training.epochs is None else 1
        if training.keep_every is not None and batches and analysis is not None and not analysis.errors:
            epochs = training.epochs_in(batches)
            words = kept_words(training, epochs, WEIGHT_BYTES * analysis.total.parameters)
        self._show(words)
        self.setVisible(bool(words))
