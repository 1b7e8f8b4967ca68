"""Sets the learning rate before each change of the weights, as schedule and warm-up have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import Steps, UnderWay
from studio.training.config import TrainingConfig
from studio.training.events import EpochDone, Event, RateChanged
from studio.training.learning_rate import LearningRate
from studio.training.metrics import LOSS


class Scheduling(Callback):
    """Follows the schedule of a run of so many steps, and tells the trainer which rate was taken."""

    name = "learning_rate"

    def __init__(self, training: TrainingConfig, steps: int) -> None:
        self._training, self._steps = training, steps
        self._rate = LearningRate(training, steps)

    def before_change(self, trainer: Steps) -> None:
        """Set the rate of this step."""
        for group in trainer.optimizer.param_groups:
            group["lr"] = self._rate.value

    def after_batch(self, trainer: Steps) -> None:
        """The schedule goes on by a step."""
        self._rate.step()
        trainer.rate = self._rate.taken

    def rate_wanted(self, training: UnderWay, rate: float) -> Iterator[Event]:
        """Go on as if the run had had this rate from its beginning, and keep that with it."""
        before = self._training.optimizer.lr
        if rate == before:
            return
        progress, watched = training.trainer.progress, self._rate.state()
        self._training = self._training.changed(optimizer=self._training.optimizer.changed(lr=rate))
        self._rate = LearningRate(self._training, self._steps)
        self._rate.restore(watched, progress.epoch, progress.step)
        training.run.keep_training(self._training, progress.step)
        yield RateChanged(training.run.name, progress.epoch, progress.step, before, rate)

    def epoch_done(self, training: UnderWay, done: EpochDone) -> None:
        """The schedule goes on by an epoch, watching the validation loss where there is one."""
        self._rate.end_epoch(done.validation.get(LOSS.name, done.training[LOSS.name]))

    def state(self) -> dict[str, Any]:
        """The losses that it has watched."""
        return self._rate.state()

    def restore(self, state: Any, trainer: Steps) -> None:
        """Go through the run once more. Raises TrainingError where the state is not that of this run."""
        self._rate.restore(state, trainer.progress.epoch, trainer.progress.step)
        trainer.rate = self._rate.taken
