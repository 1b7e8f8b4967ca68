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
        self._count = self._mean = self._squares = torch.zeros(1, dtype=torch.float64)

    def add(self, samples: Tensor) -> None:
        """More samples (n, C, …)."""
        values = samples.transpose(0, 1).flatten(start_dim=1).double()
        there = ~values.isnan()
        count = there.sum(dim=1).double()
        mean = values.nansum(dim=1) / count.clamp_min(1.0)
        squares = (values - mean[:, None]).square_().nansum(dim=1)
        whole = (self._count + count).clamp_min(1.0)
        apart = mean - self._mean
        self._squares = self._squares + squares + apart.square() * self._count * count / whole
        self._mean = self._mean + apart * count / whole
        self._count = self._count + count

    @property
    def mean(self) -> Tensor:
        """The mean of each channel (C,), float32; 0 where there was no number."""
        return self._mean.float()

    @property
    def deviation(self) -> Tensor:
        """The deviation of each channel (C,), float32, of all numbers and not of a sample of them."""
        return (self._squares / self._count.clamp_min(1.0)).sqrt().float()
