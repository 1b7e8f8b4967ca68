"""How far a training has come, in numbers that its checkpoints keep."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from studio.training.accumulator import BatchLoss


@dataclass
class Progress:
    """How far a training has come: whole epochs, batches of the epoch after them, steps and seconds in all.

    `loss_sum` is that of the unfinished epoch, `loss_weight` what it is divided by for the mean. `best_loss` is
    the best value of what makes an epoch the best, turned round where higher is better. `judged` is the step
    after which it was last told what was reached: that of an epoch's end, or of the run's within an epoch.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    seconds: float = 0.0
    loss_sum: float = 0.0
    loss_weight: float = 0.0
    best_loss: float = math.inf
    judged: int = 0

    @property
    def is_judged(self) -> bool:
        """Whether the results of all steps so far are known."""
        return self.judged == self.step

    def present(self, epochs: int | None) -> int:
        """The epoch that is under way, from 1; the last one where none is left of so many."""
        return self.epoch + 1 if epochs is None else min(self.epoch + 1, epochs)

    def begin_epoch(self) -> None:
        """The epoch is over, the next begins."""
        self.epoch += 1
        self.batch = 0
        self.loss_sum = self.loss_weight = 0.0

    def count(self, losses: Iterable[BatchLoss]) -> None:
        """Take in the losses of batches of the epoch."""
        for loss in losses:
            self.loss_sum += loss.total
            self.loss_weight += loss.weight
