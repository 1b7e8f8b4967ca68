"""How often the right class is among the likeliest, counted without sorting the scores."""

from __future__ import annotations

import torch
from torch import Tensor
from torchmetrics import Metric


class AmongLikeliest(Metric):
    """Counts samples whose right class has one of the `count` highest scores; of equal scores the last class is ahead,
    as scikit-learn has it.

    Samples of the class `ignored` do not count; those with a score that is no number are missed.
    """

    full_state_update = False
    right: Tensor
    samples: Tensor

    def __init__(self, count: int, ignored: int | None) -> None:
        super().__init__()
        self._count, self._ignored = count, ignored
        self.add_state("right", torch.tensor(0), dist_reduce_fx="sum")
        self.add_state("samples", torch.tensor(0), dist_reduce_fx="sum")

    def update(self, scores: Tensor, targets: Tensor) -> None:
        """Take in scores (N, C, ...) and the classes that are right (N, ...)."""
        counted = torch.ones_like(targets, dtype=torch.bool) if self._ignored is None else targets != self._ignored
        places = targets.where(counted, 0).unsqueeze(1)
        own = scores.gather(1, places)
        classes = torch.arange(scores.shape[1], device=scores.device).reshape(-1, *[1] * (scores.dim() - 2))
        ahead = ((scores > own) | ((scores == own) & (classes > places))).sum(1)
        right = counted & (ahead < self._count) & ~scores.isnan().any(1)
        self.right = self.right + right.sum()
        self.samples = self.samples + counted.sum()

    def compute(self) -> Tensor:
        """The share of the samples so far; no number without any."""
        return self.right / self.samples
