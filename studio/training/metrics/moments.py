"""Metrics worked out from sums over numbers, in double precision where the device has it.

torchmetrics' own R² takes a small sum of squares for none, so that of targets of a thousandth it is 1 or 0.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torchmetrics import Metric

ROUNDING = 64
"""Units in the last place that sums of squares may be off by."""


class Moments(Metric):
    """Sums over samples of answers and targets (N, K), their squares, their product and their squared difference.

    The value is the mean over the K numbers of what `reduction` makes of the metric with its sums (K,).
    """

    full_state_update = False
    samples: Tensor
    answers: Tensor
    targets: Tensor
    answers_squared: Tensor
    targets_squared: Tensor
    product: Tensor
    error_squared: Tensor

    def __init__(self, reduction: Callable[[Moments], Tensor], numbers: int) -> None:
        super().__init__()
        self._reduction = reduction
        self.add_state("samples", torch.tensor(0), dist_reduce_fx="sum")
        for name in ("answers", "targets", "answers_squared", "targets_squared", "product", "error_squared"):
            self.add_state(name, torch.zeros(numbers), dist_reduce_fx="sum")

    def update(self, answers: Tensor, targets: Tensor) -> None:
        """Take in answers and targets (N, K)."""
        self.samples = self.samples + len(answers)
        self.answers = self.answers + answers.sum(0)
        self.targets = self.targets + targets.sum(0)
        self.answers_squared = self.answers_squared + (answers**2).sum(0)
        self.targets_squared = self.targets_squared + (targets**2).sum(0)
        self.product = self.product + (answers * targets).sum(0)
        self.error_squared = self.error_squared + ((answers - targets) ** 2).sum(0)

    def compute(self) -> Tensor:
        """The mean over the numbers of a sample; no number where one of them has none."""
        return self._reduction(self).mean()

    def spread(self, sums: Tensor, squares: Tensor) -> Tensor:
        """Sum of the squared distances from the mean (K,); no number where that is lost in rounding."""
        spread = squares - sums**2 / self.samples
        return spread.where(spread > ROUNDING * torch.finfo(squares.dtype).eps * squares, torch.nan)


def explained(sums: Moments) -> Tensor:
    """1 less the squared errors by the squared distances of the targets from their mean (K,)."""
    return 1 - sums.error_squared / sums.spread(sums.targets, sums.targets_squared)


def correlation(sums: Moments) -> Tensor:
    """Pearson's correlation coefficient (K,)."""
    together = sums.product - sums.answers * sums.targets / sums.samples
    spreads = (sums.spread(sums.answers, sums.answers_squared), sums.spread(sums.targets, sums.targets_squared))
    return (together / (spreads[0] * spreads[1]).sqrt()).clamp(-1, 1)


class PercentageError(Metric):
    """Mean over all numbers of the error by the target; infinite, or no number, where a target is 0."""

    full_state_update = False
    total: Tensor
    count: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.add_state("total", torch.tensor(0.0), dist_reduce_fx="sum")
        self.add_state("count", torch.tensor(0), dist_reduce_fx="sum")

    def update(self, answers: Tensor, targets: Tensor) -> None:
        """Take in answers and targets (N, ...)."""
        self.total = self.total + ((answers - targets) / targets).abs().sum()
        self.count = self.count + answers.numel()

    def compute(self) -> Tensor:
        """The mean so far."""
        return self.total / self.count
