"""How much a picture is like others, by probabilistic principal components of them (Tipping and Bishop, 1999)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

FEWEST = 100
"""Pictures that are needed to say what all of them have in common."""

TOLD = 0.98
"""Share of the variance of the pictures that their main directions tell."""

TINY = 1e-9
"""Variance of what does not vary."""

LARGEST = 64 * 64
"""Pixels of a picture; others are too large for so few of them to say what is usual."""


@dataclass(frozen=True, eq=False)
class Likeness:
    """The mean (D,) of pictures of D numbers, their principal components (K, D), each of length 1, the variance (K,)
    along each, and that in every other direction."""

    mean: Tensor
    axes: Tensor
    variances: Tensor
    rest: float

    @classmethod
    def to(cls, pictures: Tensor) -> Self | None:
        """That to pictures (N, C, H, W); None where they are too few or too large to tell."""
        flat = pictures.flatten(1).float()
        if len(flat) < FEWEST or flat.shape[1] > LARGEST:
            return None
        mean = flat.mean(0)
        _, lengths, axes = torch.linalg.svd(flat - mean, full_matrices=False)
        variances = lengths.square() / len(flat)
        told = variances.cumsum(0) / variances.sum().clamp_min(TINY)
        count = min(int((told < TOLD).sum()) + 1, len(variances))
        others = max(flat.shape[1] - count, 1)
        rest = max(float(variances[count:].sum()) / others, TINY)
        return cls(mean, axes[:count], variances[:count].clamp_min(TINY), rest)

    def distances(self, pictures: Tensor) -> Tensor:
        """How unlike each of pictures (M, C, H, W) is (M,): the square of its Mahalanobis distance from the mean."""
        away = pictures.flatten(1).float() - self.mean
        along = away @ self.axes.T
        beside = away - along @ self.axes
        distances: Tensor = (along.square() / self.variances).sum(1) + beside.square().sum(1) / self.rest
        return distances
