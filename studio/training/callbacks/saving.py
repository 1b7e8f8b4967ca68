"""Checkpoints: after each epoch, from time to time in a long one, and where the training is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import UnderWay
from studio.training.events import EpochDone, Event

SAVE_SECONDS = 60.0
"""Longest time between two checkpoints, where epochs take longer."""


class Saving(Callback):
    """Saves model and state as the last checkpoint, and after the best epoch so far as the best."""

    def __init__(self) -> None:
        self._saved = perf_counter()

    def between_batches(self, training: UnderWay) -> Iterator[Event]:
        """Save where an epoch takes long."""
        if perf_counter() - self._saved > SAVE_SECONDS:
            yield from training.report()
            self._save(training)

    def judged(self, training: UnderWay, done: EpochDone) -> None:
        """Save what the epoch has reached."""
        self._save(training, best=done.best)

    def stopped(self, training: UnderWay) -> Iterator[Event]:
        """Save within an epoch. Between epochs all is saved, and the model may hold the best weights, not the last."""
        if training.trainer.progress.batch:
            yield from training.report()
            self._save(training)

    def _save(self, training: UnderWay, *, best: bool = False) -> None:
        trainer, progress = training.trainer, training.trainer.progress
        training.run.checkpoints.save(
            trainer.result, trainer.state(), step=progress.step, epoch=progress.epoch, best=best
        )
        self._saved = perf_counter()
