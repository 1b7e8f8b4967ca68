"""Losses and scores of batches, gathered on the device and read together, so that no batch waits for another."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class BatchResult(NamedTuple):
    """Mean loss of a batch, the sum of its samples' scores (right answers, or errors), and how many samples."""

    loss: float
    score: float
    samples: int


class Meter:
    """Gathers what batches give until someone reads it."""

    def __init__(self) -> None:
        self._losses: list[Tensor] = []
        self._scores: list[Tensor] = []
        self._samples: list[int] = []

    def __len__(self) -> int:
        return len(self._samples)

    def add(self, loss: Tensor, score: Tensor, samples: int) -> None:
        """Take the mean loss and the sum of the scores of a batch, both still on the device."""
        self._losses.append(loss.detach())
        self._scores.append(score)
        self._samples.append(samples)

    def read(self) -> list[BatchResult]:
        """What was gathered since the last time, in order. Waits for the device."""
        if not self._samples:
            return []
        losses = torch.stack(self._losses).tolist()
        scores = torch.stack(self._scores).tolist()
        results = [BatchResult(*values) for values in zip(losses, scores, self._samples, strict=True)]
        self._losses, self._scores, self._samples = [], [], []
        return results
