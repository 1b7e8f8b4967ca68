"""What stands beside a training: called at its moments, and unknown to the steps and to the loop themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from studio.training.callbacks.moment import Steps, UnderWay
from studio.training.events import EarlyEnd, EpochDone, Event


class Callback:
    """A subclass does something at the moments that it names; by itself a callback does nothing.

    The trainer tells of the first three moments, the loop of the others, whose events become those of the training.
    One with a `name` has a state under that name in every checkpoint, and is set back with it.
    """

    name: ClassVar[str] = ""

    def before_change(self, trainer: Steps) -> None:
        """The gradients are there, and the weights are not changed yet."""

    def after_change(self, trainer: Steps) -> None:
        """The weights were changed."""

    def after_batch(self, trainer: Steps) -> None:
        """A batch is over, whether or not it changed the weights."""

    def between_batches(self, training: UnderWay) -> Iterable[Event]:
        """All is settled between two batches of an epoch."""
        return ()

    def batches_done(self, training: UnderWay) -> None:
        """All batches of an epoch are over, and what they reached is yet to be judged.

        Told once more where a training goes on from between this moment and the end of the epoch.
        """

    def epoch_done(self, training: UnderWay, done: EpochDone) -> None:
        """An epoch is over and its results are known; the progress is still in it."""

    def judged(self, training: UnderWay, done: EpochDone) -> None:
        """It is known what was reached: an epoch is over and the next may begin, or the run ends within one."""

    def ending(self) -> EarlyEnd | None:
        """Why the training ends before its length; None where it does not. Asked between epochs."""

    def stopped(self, training: UnderWay) -> Iterable[Event]:
        """Someone asked the training to stop."""
        return ()

    def state(self) -> Any:
        """What it has to know to go on later, of kinds that a checkpoint can hold."""

    def restore(self, state: Any, trainer: Steps) -> None:
        """Go back to what `state` gave, None where the checkpoint has none; the trainer's progress is back already.

        Raises TrainingError where that is no state of this training.
        """


_MOMENTS = (
    "before_change",
    "after_change",
    "after_batch",
    "between_batches",
    "batches_done",
    "epoch_done",
    "judged",
    "ending",
    "stopped",
)


class Callbacks(Callback):
    """Several callbacks as one, called in their order; those that have nothing to do at a moment cost nothing."""

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

    def between_batches(self, training: UnderWay) -> Iterator[Event]:
        """Tell each."""
        for callback in self._at["between_batches"]:
            yield from callback.between_batches(training)

    def batches_done(self, training: UnderWay) -> None:
        """Tell each."""
        for callback in self._at["batches_done"]:
            callback.batches_done(training)

    def epoch_done(self, training: UnderWay, done: EpochDone) -> None:
        """Tell each."""
        for callback in self._at["epoch_done"]:
            callback.epoch_done(training, done)

    def judged(self, training: UnderWay, done: EpochDone) -> None:
        """Tell each."""
        for callback in self._at["judged"]:
            callback.judged(training, done)

    def ending(self) -> EarlyEnd | None:
        """The first that one of them has."""
        return next((early for each in self._at["ending"] if (early := each.ending()) is not None), None)

    def stopped(self, training: UnderWay) -> Iterator[Event]:
        """Tell each."""
        for callback in self._at["stopped"]:
            yield from callback.stopped(training)

    def state(self) -> dict[str, Any]:
        """The states of those that have one, by name."""
        return {name: callback.state() for name, callback in self._named.items()}

    def restore(self, state: dict[str, Any], trainer: Steps) -> None:
        """Set each back."""
        for name, callback in self._named.items():
            callback.restore(state.get(name), trainer)
