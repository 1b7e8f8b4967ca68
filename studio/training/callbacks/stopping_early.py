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
    """The best value so far, as a loss, and the epochs since."""

    best: float = math.inf
    waited: int = 0


class StoppingEarly(Callback):
    """Counts the epochs since the watched value was last better than its best by enough.

    Where it is switched on for a run that has gone on without, it begins to count there.
    """

    name = "early_stopping"

    def __init__(self, settings: EarlyStopping) -> None:
        self._settings = settings
        self._watch = Watch()
        self._epoch = 0

    def epoch_done(self, training: UnderWay, done: EpochDone) -> None:
        """Count the epoch; one of which the value is not told is none that improved."""
        value = as_loss(self._settings.monitor, done.metrics)
        self._epoch = done.epoch
        if value is not None and value < self._watch.best - self._settings.min_delta:
            self._watch = Watch(value)
        else:
            self._watch.waited += 1

    def ending(self) -> EarlyEnd | None:
        """The end, once the patience is used up."""
        if self._watch.waited < self._settings.patience:
            return None
        return EarlyEnd(self._settings.monitor, self._epoch - self._watch.waited, self._watch.waited)

    def state(self) -> dict[str, Any]:
        """What was watched."""
        return asdict(self._watch)

    def restore(self, state: Any, trainer: Steps) -> None:
        """Go on watching. Raises TrainingError."""
        progress = trainer.progress
        self._epoch = progress.epoch
        self._watch = Watch(progress.best_loss) if state is None else check_numbers(Watch, state)
