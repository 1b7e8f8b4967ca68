"""The learning rate over a run: what its schedule and the warm-up make of it, step by step."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch

from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.saved_state import damaged


class LearningRate:
    """The rate of the step to come. Its schedule is torch's own, on an optimizer of a single weight.

    So it can be looked at beforehand, and set back by going through the run once more: all it depends on are the
    numbers of steps and epochs and, where the schedule watches it, the loss of each epoch.
    """

    def __init__(self, training: TrainingConfig, steps: int) -> None:
        """`steps` is the length of the whole run."""
        self._schedule, self._warmup = training.schedule, training.warmup_steps
        self._optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(()))], lr=training.optimizer.lr)
        self._scheduler = training.schedule.build(self._optimizer, steps)
        self._optimizer.step()  # torch warns where a scheduler steps first
        self._steps, self._last = 0, max(steps, 2)
        self._losses: list[float] = []
        self.taken = self.value
        """The rate of the step before."""

    @property
    def value(self) -> float:
        """The rate of the next step; over the warm-up it grows evenly to what the schedule says."""
        rate: float = self._optimizer.param_groups[0]["lr"]
        return rate * (self._steps + 1) / self._warmup if self._steps < self._warmup else rate

    def look_at(self, step: int) -> float:
        """The rate of a step of this epoch, from 0, or of any where the schedule counts steps. Not for a training."""
        self._steps = step
        if self._schedule.by_step:
            self._scheduler.last_epoch = min(step, self._last - 1) - 1
            self._scheduler.step()
        return self.value

    def step(self) -> None:
        """A step is over."""
        self.taken = self.value
        self._steps += 1
        if self._schedule.by_step and self._steps < self._last:
            self._scheduler.step()

    def end_epoch(self, loss: float) -> None:
        """An epoch is over, with this loss to watch."""
        if self._schedule.watches_loss:
            self._losses.append(loss)
            self._scheduler.step(loss)  # type: ignore[arg-type]
        elif not self._schedule.by_step:
            self._scheduler.step()

    def state(self) -> dict[str, Any]:
        """What it has watched."""
        return {"losses": list(self._losses)}

    def restore(self, state: Any, epochs: int, steps: int) -> None:
        """Go through so many epochs and steps. Raises TrainingError where a state is not that of such a run."""
        watched = _losses(state, epochs) if self._schedule.watches_loss else [0.0] * epochs
        for loss in watched:
            self.end_epoch(loss)
        # Only where each step counts are they gone through one by one.
        self._steps = 0 if self._schedule.by_step else max(steps - 1, 0)
        for _ in range(steps - self._steps):
            self.step()


def rates(training: TrainingConfig, batches: int) -> Iterator[float]:
    """The rate of every step of a run of so many batches an epoch, as long as no loss that it watches stays."""
    steps = training.steps_in(batches)
    rate = LearningRate(training, steps)
    for step in range(1, steps + 1):
        yield rate.value
        rate.step()
        if step % batches == 0 and not training.schedule.watches_loss:
            rate.end_epoch(0.0)


def _losses(state: Any, epochs: int) -> list[float]:
    found = state.get("losses") if isinstance(state, dict) else None
    if not isinstance(found, list) or len(found) != epochs:
        raise damaged(tr("the losses that the schedule watches are missing"))
    if not all(isinstance(loss, float) and math.isfinite(loss) for loss in found):
        raise damaged(tr("a loss that the schedule watches is no number that it can be"))
    return found
