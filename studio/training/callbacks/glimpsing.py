"""Lets others look at the weights of a small network while it is trained, some times a second."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import UnderWay
from studio.training.events import Event
from studio.training.runs import glimpse
from studio.training.runs.kept import Kept
from studio.training.runs.layout import DATA

EVERY = 0.2
"""Seconds between two glimpses."""

LARGEST = 200_000
"""Numbers of a network up to which a glimpse takes no time to speak of."""


class Glimpsing(Callback):
    """Writes them while somebody looks, of networks whose samples are points of a plane."""

    def __init__(self) -> None:
        self._last = 0.0
        self._training: UnderWay | None = None

    def began(self, training: UnderWay) -> None:
        """Only where there is something to be seen, and one process has the weights."""
        trainer = training.trainer
        is_small = sum(weight.numel() for weight in trainer.weights) <= LARGEST
        if is_small and trainer.group.size == 1 and (training.run.path / DATA).exists():
            plan = training.run.preparation()
            self._training = training if plan is not None and plan.source == (2,) else None

    def between_batches(self, training: UnderWay) -> Iterator[Event]:
        """Write them where it is time to."""
        if self._training is not None and perf_counter() - self._last > EVERY:
            self._last = perf_counter()
            self._look(training)
        yield from ()

    def closed(self) -> None:
        """Nothing is left in the run's folder."""
        if self._training is not None:
            glimpse.remove(self._training.run.path)

    def _look(self, training: UnderWay) -> None:
        folder, progress = training.run.path, training.trainer.progress
        if glimpse.is_wanted(folder):
            model = training.trainer.result
            glimpse.keep(folder, Kept.of(model, None, step=progress.step, epoch=progress.epoch))
