"""Smoothing: a running mean over the last steps, of values at every step or at some of them."""

from __future__ import annotations

from math import log

import numpy as np

from studio.training.curves.growing import Numbers
from studio.training.curves.series import Series

_BLOCK_GROWTH = 18.0
"""A block of the smoothing grows numbers by e to this at most, which leaves eight digits to spare."""


def weight_of(window: float) -> float:
    """What the past weighs at each step, so that the mean reaches over about `window` steps.

    That is the span of an exponentially weighted mean, 2 / (1 - w) - 1.
    """
    return max(1.0 - 2.0 / (window + 1.0), 0.0)


class Smoothed:
    """A series of means over about the last `window` steps, exponentially weighted and free of a pull towards 0.

    A value told for several steps together counts for all of them (mean of each batch, or of some batches together).
    """

    def __init__(self, source: Series, window: int) -> None:
        self.source = source
        self.window = window
        self.series = Series()
        self._weight = weight_of(window)
        self._sum = self._share = 0.0
        self._taken = 0
        self.catch_up()

    def catch_up(self) -> None:
        """Take in what the series has more than before."""
        steps, values = self.source.steps[self._taken :], self.source.values[self._taken :]
        if not len(steps):
            return
        before = self.source.steps[self._taken - 1] if self._taken else 0.0
        gaps = np.diff(steps, prepend=before)
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is left out
            means = self._evenly(values) if np.all(gaps == 1.0) else self._one_by_one(values, gaps)
        self._taken += len(steps)
        self.series.append(steps, means)

    def go_on_with(self, source: Series) -> None:
        """Take the rest from another series, which begins with all that was taken in."""
        self.source = source
        self.catch_up()

    def _evenly(self, values: Numbers) -> Numbers:
        if self._weight <= 0.0:
            return values
        block = max(int(_BLOCK_GROWTH / -log(self._weight)), 1)
        return np.concatenate([self._block(values[at : at + block]) for at in range(0, len(values), block)])

    def _block(self, values: Numbers) -> Numbers:
        powers = self._weight ** np.arange(1, len(values) + 1)
        sums = powers * (self._sum + (1.0 - self._weight) * np.cumsum(values / powers))
        shares = 1.0 - (1.0 - self._share) * powers
        self._sum, self._share = float(sums[-1]), float(shares[-1])
        return sums / shares

    def _one_by_one(self, values: Numbers, gaps: Numbers) -> Numbers:
        means = np.empty(len(values))
        kept = (self._weight**gaps).tolist()
        total, share = self._sum, self._share
        for at, (value, keep) in enumerate(zip(values.tolist(), kept, strict=True)):
            total = keep * total + (1.0 - keep) * value
            share = keep * share + (1.0 - keep)
            means[at] = total / share
        self._sum, self._share = total, share
        return means
