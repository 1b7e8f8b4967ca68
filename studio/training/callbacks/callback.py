"""What stands beside a training: called at its moments, and unknown to the steps and to the loop themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from torch import Tensor

from studio.training.callbacks.moment import Steps, UnderWay
from studio.training.events import EarlyEnd, EpochDone, Event
from studio.training.objective import Outputs


class Callback:
    """A subclass does something at the moments that it names; by itself a callback does nothing.

    The trainer tells of the first three moments, the loop of the others, whose events become those of the training.
    After `began` comes `closed` in any case, and before it `finished`, `stopped` or `failed`, or none of them where
    whoever follows the training turns away.
    One with a `name` has a state under that name in every checkpoint, and is set back with it.
    """

    name: ClassVar[str] = ""

    def before_change(self, trainer: Steps) -> None:
        """The gradients are there, and the weights are not changed yet."""

    def after_change(self, trainer: Steps) -> None:
        """The weights were changed."""

    def after_batch(self, trainer: Steps) -> None:
        """A batch is over, whether or not it changed the weights."""

    def began(self, training: UnderWay) -> None:
        """All is at hand, where the run's last checkpoint left off, and nothing was done yet."""

    def between_batches(self, training: UnderWay) -> Iterable[Event]:
        """All is settled between two batches of an epoch."""
        return ()

    def batches_done(self, training: UnderWay) -> None:
        """All batches of an epoch are over, and what they reached is yet to be judged.

        Told once more where a training goes on from between this moment and the end of the epoch.
        """

    def paused(self, training: UnderWay) -> None:
        """The training waits between two batches, which are all reported, until someone resumes or stops it."""

    def rate_wanted(self, training: UnderWay, rate: float) -> Iterable[Event]:
        """Someone asked for another learning rate from the next batch on; all batches before it are reported."""
        return ()

    def validated(self, outputs: Outputs, targets: Tensor) -> None:
        """What the model whose weights count gives for a batch of the validation samples, and its targets."""

    def epoch_done(self, training: UnderWay, done: EpochDone) -> None:
        """An epoch is over and its results are known; the progress is still in it."""

    def judged(self, training: UnderWay, done: EpochDone) -> None:
        """It is known what was reached: an epoch is over and the next may begin, or the run ends within one."""

    def epoch_told(self, training: UnderWay, done: EpochDone) -> Iterable[Event]:
        """The results of an epoch, or of the run within one, were told."""
        return ()

    def ending(self) -> EarlyEnd | None:
        """Why the training ends before its length; None where it does not. Asked between epochs."""

    def finished(self, training: UnderWay) -> None:
        """Nothing is left to be trained; next the best weights are tested."""

    def stopped(self, training: UnderWay) -> Iterable[Event]:
        """Someone asked the training to stop, be it while the best weights are tested."""
        return ()

    def failed(self, training: UnderWay) -> Iterable[Event]:
        """Something went wrong, of which the training ends."""
        return ()

    def closed(self) -> None:
        """The training is over, and nothing may be left that goes on."""

    def state(self) -> Any:
        """What it has to know to go on later, of kinds that a checkpoint can hold."""

    def restore(self, state: Any, trainer: Steps) -> None:
        """Go back to what `state` gave, None where the checkpoint has none; the trainer's progress is back already.

        Raises TrainingError where that is no state of this training.
        """
