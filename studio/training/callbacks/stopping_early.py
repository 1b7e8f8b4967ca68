"""Ends a training whose watched value has not improved for long enough."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import Steps, UnderWay
from studio.training.early_stopping import EarlyStopping, as_loss
from studio.training.events import EarlyEnd, EpochDone
from studio.training.saved_state import check_numbers


@dataclass
class Watch:
    """The best value so far, as a loss, the epoch that had it, and how many known values were no better since."""

    best: float = math.inf
    waited: int = 0
    epoch: int = 0


class StoppingEarly(Callback):
    """Counts the epochs since the watched value was last better than its best by enough.

    Where it is switched on for a run that has gone on without, it begins to count there.
    """

    name = "early_stopping"

    def __init__(self, settings: EarlyStopping) -> None:
        self._settings = settings
        self._watch = Watch()

    def epoch_done(self, training: UnderWay, done: EpochDone) -> None:
        """Count the epoch, if its value is known: of any other nobody can say whether it improved."""
        value = as_loss(self._settings.monitor, done.metrics)
        if value is None:
            return
        if value < self._watch.best - self._settings.min_delta:
            self._watch = Watch(value, epoch=done.epoch)
        else:
            self._watch.waited += 1

    def ending(self) -> EarlyEnd | None:
        """The end, once the patience is used up."""
        if self._watch.waited < self._settings.patience:
            return None
        return EarlyEnd(self._settings.monitor, self._watch.epoch, self._watch.waited)

    def state(self) -> dict[str, Any]:
        """What was watched."""
        return asdict(self._watch)

    def restore(self, state: Any, trainer: Steps) -> None:
        """Go on watching. Raises TrainingError."""
        progress = trainer.progress
        if state is None:
            self._watch = Watch(progress.best_loss, epoch=progress.epoch)
            return
        if isinstance(state, dict) and isinstance(state.get("waited"), int):
            state = {"epoch": max(progress.epoch - state["waited"], 0)} | state  # which earlier versions did not keep
        self._watch = check_numbers(Watch, state)
