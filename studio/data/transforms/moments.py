"""Means and deviations of numbers that come in pieces: the same for the same pieces, whether these were in memory."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import torch
from torch import Tensor, nn

from studio.data.stores.store import Store
from studio.data.transforms.levels import levels

PIECE = 2**20
"""Numbers of samples that are looked at in one piece."""


@torch.no_grad()
def pieces(store: Store, module: nn.Module | None = None) -> Iterator[Tensor]:
    """All samples of a store in pieces (n, …), after `module` where there is one. Raises DataError."""
    step = max(1, PIECE // max(1, prod(store.shape)))
    for first in range(0, len(store), step):
        values = levels(store.between(first, min(first + step, len(store))))
        yield values if module is None else module(values)


class Moments:
    """Mean and squared deviations of channels in float64, put together by the rule of Chan, Golub and LeVeque (1983).

    Numbers of one value have a deviation of exactly 0. Missing numbers (NaN) do not count.
    """

    def __init__(self) -> None:
        self._count = self._mean = self._squares = torch.zeros((), dtype=torch.float64)

    def add(self, samples: Tensor) -> None:
        """More samples (n, C, …)."""
        values = samples.to(torch.float64, copy=True)
        others = [axis for axis in range(values.dim()) if axis != 1]
        along = (-1, *(1 for _ in others[1:]))
        numbers = torch.tensor(values.numel() // max(1, values.shape[1]), dtype=torch.float64)
        sums = values.sum(dim=others)
        if sums.isnan().any():
            there = ~values.isnan()
            numbers, values = (
                there.sum(dim=others).double(),
                values.nan_to_num(nan=0.0, posinf=torch.inf, neginf=-torch.inf),
            )
            sums = values.sum(dim=others)
            mean = sums / numbers.clamp_min(1.0)
            squares = torch.where(there, values - mean.reshape(along), 0.0).square_().sum(dim=others)
        else:
            mean = sums / numbers.clamp_min(1.0)
            squares = values.sub_(mean.reshape(along)).square_().sum(dim=others)
        self._merge(numbers, mean, squares)

    def _merge(self, numbers: Tensor, mean: Tensor, squares: Tensor) -> None:
        whole = (self._count + numbers).clamp_min(1.0)
        apart = mean - self._mean
        self._squares = self._squares + squares + apart.square() * self._count * numbers / whole
        self._mean = self._mean + apart * numbers / whole
        self._count = self._count + numbers

    @property
    def mean(self) -> Tensor:
        """The mean of each channel (C,), float32; 0 where there was no number."""
        return self._mean.float()

    @property
    def deviation(self) -> Tensor:
        """The deviation of each channel (C,), float32, of all numbers and not of a sample of them."""
        return (self._squares / self._count.clamp_min(1.0)).sqrt().float()
