"""How far a training has come, in numbers that its checkpoints keep."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from studio.training.accumulator import BatchLoss


@dataclass
class Progress:
    """How far a training has come: whole epochs, batches of the epoch after them, steps and seconds in all.

    `loss_sum` is that of the unfinished epoch, `loss_weight` what it is divided by for the mean.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    seconds: float = 0.0
    loss_sum: float = 0.0
    loss_weight: float = 0.0
    best_loss: float = math.inf

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
