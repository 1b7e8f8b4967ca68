"""Metrics worked out from how often each class is taken for each, in double precision."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torchmetrics.classification import MulticlassConfusionMatrix, MulticlassStatScores

Reduction = Callable[[Tensor], Tensor]
"""From counts (C, C) of targets by answers, as floating point numbers, to the value; no number where there is none."""


class Confusion(MulticlassConfusionMatrix):
    """Counts answers (N, ...) by the class of their targets (N, ...), and reduces the counts to one value."""

    def __init__(self, reduction: Reduction, classes: int, ignored: int | None) -> None:
        super().__init__(classes, ignore_index=ignored, validate_args=False)
        self._reduction = reduction

    def compute(self) -> Tensor:
        """The value of the counts so far."""
        return self._reduction(self.confmat.to(precision(self.confmat.device)))


def of_each_class(metric: MulticlassStatScores) -> Reduction:
    """What a metric of torchmetrics makes of right and wrong answers of each class."""

    def reduced(counts: Tensor) -> Tensor:
        found = counts.diagonal()
        metric.tp, metric.fp, metric.fn = found, counts.sum(0) - found, counts.sum(1) - found
        metric.tn = counts.sum() - metric.tp - metric.fp - metric.fn
        metric._update_count, metric._computed = 1, None
        value: Tensor = metric.compute()
        return value

    return reduced


def precision(device: torch.device) -> torch.dtype:
    """The most precise numbers that a device has."""
    return torch.float32 if device.type == "mps" else torch.float64


def balanced_accuracy(counts: Tensor) -> Tensor:
    """Mean share of right answers over the classes that occur."""
    of_class = counts.sum(1)
    return torch.nanmean(counts.diagonal() / of_class.where(of_class > 0, torch.nan))


def cohen_kappa(counts: Tensor) -> Tensor:
    """Agreement beyond that of chance, as a share of what is possible beyond it (Cohen, 1960)."""
    samples = counts.sum()
    agreed = counts.diagonal().sum() / samples
    by_chance = (counts.sum(0) * counts.sum(1)).sum() / samples**2
    return (agreed - by_chance) / (1 - by_chance)


def matthews(counts: Tensor) -> Tensor:
    """Correlation of answers and targets (Gorodkin: Comparing two K-category assignments by a K-category correlation
    coefficient, 2004)."""
    samples, right = counts.sum(), counts.diagonal().sum()
    targets, answers = counts.sum(1), counts.sum(0)
    spread = (samples**2 - (answers**2).sum()) * (samples**2 - (targets**2).sum())
    return (right * samples - (targets * answers).sum()) / spread.sqrt()
