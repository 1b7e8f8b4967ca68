"""Several callbacks as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from torch import Tensor

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import Steps, UnderWay
from studio.training.events import EarlyEnd, EpochDone, Event
from studio.training.objective import Outputs

_MOMENTS = (
    "before_change", "after_change", "after_batch", "began", "between_batches", "paused", "rate_wanted",
    "batches_done", "validated", "epoch_done", "judged", "epoch_told", "ending", "finished", "stopped", "failed",
    "closed",
)  # fmt: skip


class Callbacks(Callback):
    """Callbacks that are called in their order; those that have nothing to do at a moment cost nothing there."""

    def __init__(self, callbacks: Sequence[Callback]) -> None:
        self._named = {callback.name: callback for callback in callbacks if callback.name}
        self._at = {
            moment: [each for each in callbacks if getattr(type(each), moment) is not getattr(Callback, moment)]
            for moment in _MOMENTS
        }

    def before_change(self, trainer: Steps) -> None:
        """Tell each."""
        for callback in self._at["before_change"]:
            callback.before_change(trainer)

    def after_change(self, trainer: Steps) -> None:
        """Tell each."""
        for callback in self._at["after_change"]:
            callback.after_change(trainer)

    def after_batch(self, trainer: Steps) -> None:
        """Tell each."""
        for callback in self._at["after_batch"]:
            callback.after_batch(trainer)

    def began(self, training: UnderWay) -> None:
        """Tell each."""
        for callback in self._at["began"]:
            callback.began(training)

    def between_batches(self, training: UnderWay) -> Iterator[Event]:
        """Tell each."""
        for callback in self._at["between_batches"]:
            yield from callback.between_batches(training)

    def paused(self, training: UnderWay) -> None:
        """Tell each."""
        for callback in self._at["paused"]:
            callback.paused(training)

    def rate_wanted(self, training: UnderWay, rate: float) -> Iterator[Event]:
        """Tell each."""
        for callback in self._at["rate_wanted"]:
            yield from callback.rate_wanted(training, rate)

    def batches_done(self, training: UnderWay) -> None:
        """Tell each."""
        for callback in self._at["batches_done"]:
            callback.batches_done(training)

    def validated(self, outputs: Outputs, targets: Tensor) -> None:
        """Tell each."""
        for callback in self._at["validated"]:
            callback.validated(outputs, targets)

    def epoch_done(self, training: UnderWay, done: EpochDone) -> None:
        """Tell each."""
        for callback in self._at["epoch_done"]:
            callback.epoch_done(training, done)

    def judged(self, training: UnderWay, done: EpochDone) -> None:
        """Tell each."""
        for callback in self._at["judged"]:
            callback.judged(training, done)

    def epoch_told(self, training: UnderWay, done: EpochDone) -> Iterator[Event]:
        """Tell each."""
        for callback in self._at["epoch_told"]:
            yield from callback.epoch_told(training, done)

    def ending(self) -> EarlyEnd | None:
        """The first that one of them has."""
        return next((early for each in self._at["ending"] if (early := each.ending()) is not None), None)

    def finished(self, training: UnderWay) -> None:
        """Tell each."""
        for callback in self._at["finished"]:
            callback.finished(training)

    def stopped(self, training: UnderWay) -> Iterator[Event]:
        """Tell each."""
        for callback in self._at["stopped"]:
            yield from callback.stopped(training)

    def failed(self, training: UnderWay) -> Iterator[Event]:
        """Tell each."""
        for callback in self._at["failed"]:
            yield from callback.failed(training)

    def closed(self) -> None:
        """Tell each."""
        for callback in self._at["closed"]:
            callback.closed()

    def state(self) -> dict[str, Any]:
        """The states of those that have one, by name."""
        return {name: callback.state() for name, callback in self._named.items()}

    def restore(self, state: dict[str, Any], trainer: Steps) -> None:
        """Set each back."""
        for name, callback in self._named.items():
            callback.restore(state.get(name), trainer)
