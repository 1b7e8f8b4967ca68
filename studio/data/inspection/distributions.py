"""How numbers lie that come part by part: their range, mean and deviation, and how many are in each part of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.compiler.first_weights import Distribution

BINS = 40


class Lie(NamedTuple):
    """The lowest and the highest number, how all of them lie, and how many are no finite numbers (NaN, infinity)."""

    low: float
    high: float
    distribution: Distribution
    strange: int = 0


class InRange:
    """Numbers from 0 to 1 of several channels, of which none are kept. Samples are (N, C, …)."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        count = len(self._names)
        self._counts = torch.zeros(count, BINS, dtype=torch.int64)
        self._sums = torch.zeros(2, count, dtype=torch.float64)
        self._ends = torch.stack([torch.full((count,), torch.inf), torch.full((count,), -torch.inf)])
        self._numbers = 0

    def add(self, samples: Tensor) -> None:
        """More samples."""
        if not len(samples):
            return
        channels = samples.transpose(0, 1).flatten(start_dim=1)
        self._counts += torch.stack([channel.histc(BINS, 0.0, 1.0).long() for channel in channels])
        exact = channels.double()
        self._sums += torch.stack([exact.sum(dim=1), exact.square().sum(dim=1)])
        low, high = torch.minimum(self._ends[0], channels.amin(1)), torch.maximum(self._ends[1], channels.amax(1))
        self._ends = torch.stack([low, high])
        self._numbers += channels.shape[1]

    def found(self) -> dict[str, Lie]:
        """How they lie, by the names of the channels; none where there were no samples."""
        return {name: self._of(at) for at, name in enumerate(self._names)} if self._numbers else {}

    def _of(self, at: int) -> Lie:
        mean, square = (self._sums[:, at] / self._numbers).tolist()
        deviation = float(np.sqrt(max(square - mean**2, 0.0)))
        counts = tuple(self._counts[at].tolist())
        low, high = self._ends[:, at].tolist()
        return Lie(low, high, Distribution(counts, 0.0, 1.0, mean, deviation, self._numbers))


class Kept:
    """Numbers of any range, kept until all are there. Samples are (N, columns, …), or of a single name of any shape."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._parts: list[npt.NDArray[np.generic]] = []

    def add(self, samples: Tensor) -> None:
        """More samples."""
        if len(samples):
            last = samples.movedim(1, -1) if len(self._names) > 1 else samples
            self._parts.append(last.reshape(-1, len(self._names)).numpy())

    def found(self) -> dict[str, Lie]:
        """How they lie, by the names of the columns; none where there were no samples."""
        if not self._parts:
            return {}
        columns = np.concatenate(self._parts).T
        return {name: _of(column) for name, column in zip(self._names, columns, strict=True)}


def _of(values: npt.NDArray[np.generic]) -> Lie:
    """What is no finite number has no place in the picture; it is counted."""
    exact = values.astype(np.float64)
    finite = exact[np.isfinite(exact)]
    strange = len(exact) - len(finite)
    if not len(finite):
        return Lie(0.0, 0.0, Distribution((0,), 0.0, 0.0, 0.0, 0.0, 0), strange)
    low, high = float(finite.min()), float(finite.max())
    with np.errstate(over="ignore", invalid="ignore"):
        counts = _counts(finite, low, high)
        mean, deviation = float(finite.mean()), float(finite.std())
    return Lie(low, high, Distribution(counts, low, high, mean, deviation, len(finite)), strange)


def _counts(finite: npt.NDArray[np.float64], low: float, high: float) -> tuple[int, ...]:
    """In one part where the range is nothing, or too narrow or too wide to be divided."""
    if not np.isfinite(high - low) or low == high:
        return (len(finite),)
    try:
        return tuple(map(int, np.histogram(finite, BINS, (low, high))[0]))
    except ValueError:
        return (len(finite),)
