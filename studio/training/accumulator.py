"""What batches give, gathered on the device and read together, so that no batch waits for another."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch import Tensor

from studio.training.objective import Outputs
from studio.training.scores import Scores

HELD_BYTES = 32 * 2**20
"""Outputs and targets that are held at most before the metrics take them in."""


class BatchLoss(NamedTuple):
    """Mean loss of a batch, how much it counts in the mean over several, and how many samples it had."""

    mean: float
    weight: float
    samples: int

    @property
    def total(self) -> float:
        """The sum that the mean is of; where nothing counts the objective gives it in the mean's place."""
        return self.mean * (self.weight or 1.0)


class Accumulator:
    """Gathers losses until someone reads them, and hands outputs and targets on to the scores in large pieces."""

    def __init__(self, *scores: Scores) -> None:
        self._scores = scores
        self._means: list[Tensor] = []
        self._weights: list[Tensor | int] = []
        self._samples: list[int] = []
        self._held: list[tuple[Tensor, Tensor]] = []
        self._held_bytes = 0

    def __len__(self) -> int:
        return len(self._samples)

    def add(
        self, mean: Tensor, weight: Tensor | int, outputs: Outputs, targets: Tensor, samples: int | None = None
    ) -> None:
        """Take the mean loss of a batch and its weight, outputs (B, ...) and targets (B, ...), all on the device.

        `samples` is the size of the batch where these outputs are only a part of it.
        """
        first = outputs if isinstance(outputs, Tensor) else outputs[0]
        self._means.append(mean.detach())
        self._weights.append(weight)
        self._samples.append(len(targets) if samples is None else samples)
        self._held.append((first.detach(), targets))
        self._held_bytes += first.nbytes + targets.nbytes
        if self._held_bytes > HELD_BYTES:
            self.hand_on()

    def read(self) -> list[BatchLoss]:
        """The losses since the last time, in order; the scores know all of their batches. Waits for the device."""
        if not self._samples:
            return []
        self.hand_on()
        losses = [
            BatchLoss(*values)
            for values in zip(_numbers(self._means), _numbers(self._weights), self._samples, strict=True)
        ]
        self._means, self._weights, self._samples = [], [], []
        return losses

    def hand_on(self) -> None:
        """Have the scores know all batches."""
        if not self._held:
            return
        outputs, targets = (torch.cat(parts) for parts in zip(*self._held, strict=True))
        self._held, self._held_bytes = [], 0
        if len(targets):
            for scores in self._scores:
                scores.update(outputs, targets)


def _numbers(values: list[Tensor] | list[Tensor | int]) -> list[float]:
    """Numbers or tensors of one number each as numbers, read from the device in one go."""
    tensors = [value for value in values if isinstance(value, Tensor)]
    read = iter(torch.stack(tensors).tolist() if tensors else ())
    return [next(read) if isinstance(value, Tensor) else float(value) for value in values]


def mean_loss(losses: Iterable[BatchLoss]) -> float | None:
    """The mean over batches together; None where none of them counts."""
    known = list(losses)
    weight = math.fsum(loss.weight for loss in known)
    return math.fsum(loss.total for loss in known) / weight if weight else None
