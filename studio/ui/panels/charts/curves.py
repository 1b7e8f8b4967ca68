"""The numbers behind a plotted curve: growing arrays, smoothing, and what of them is worth drawing."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

_BLOCK_GROWTH = 18.0
"""A block of the smoothing grows numbers by e to this at most, which leaves eight digits to spare."""


class Points:
    """Points with rising x, in arrays that grow by doubling, so that appending costs next to nothing."""

    def __init__(self) -> None:
        self._x: Numbers = np.empty(1024)
        self._y: Numbers = np.empty(1024)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> Numbers:
        """The x of all points, (N,)."""
        return self._x[: self._count]

    @property
    def y(self) -> Numbers:
        """The y of all points, (N,)."""
        return self._y[: self._count]

    def append(self, x: ArrayLike, y: ArrayLike) -> None:
        """Add points behind the last, (N,) each. Those that are no finite numbers are left out."""
        new_x, new_y = np.atleast_1d(np.asarray(x, np.float64)), np.atleast_1d(np.asarray(y, np.float64))
        finite = np.isfinite(new_y)
        if not finite.all():
            new_x, new_y = new_x[finite], new_y[finite]
        end = self._count + len(new_x)
        if end > len(self._x):
            self._x = _grown(self.x, end)
            self._y = _grown(self.y, end)
        self._x[self._count : end] = new_x
        self._y[self._count : end] = new_y
        self._count = end

    def clear(self) -> None:
        """Forget all points."""
        self._count = 0

    def nearest(self, x: float) -> int | None:
        """Index of the point nearest to `x`; None when there is no point."""
        if not self._count:
            return None
        right = int(np.searchsorted(self.x, x))
        around = [index for index in (right - 1, right) if 0 <= index < self._count]
        return min(around, key=lambda index: abs(self._x[index] - x))

    def outline(self, first: float, last: float, columns: int) -> tuple[Numbers, Numbers]:
        """What to draw between x = `first` and `last` on `columns` pixels: the points, or lows and highs of groups.

        Groups are powers of two long and begin at multiples of it, so that a growing curve does not flicker.
        """
        begin = max(int(np.searchsorted(self.x, first)) - 1, 0)
        end = min(int(np.searchsorted(self.x, last, side="right")) + 1, self._count)
        size = 1
        while end - begin > 2 * columns * size:
            size *= 2
        if size == 1:
            return self._x[begin:end], self._y[begin:end]
        begin -= begin % size
        starts = np.arange(0, end - begin, size)
        lows = np.minimum.reduceat(self._y[begin:end], starts)
        highs = np.maximum.reduceat(self._y[begin:end], starts)
        return np.repeat(self._x[begin + starts], 2), np.column_stack((lows, highs)).ravel()


class Smoothing:
    """Running mean in which the past weighs `weight` of each step, free of the start's pull towards 0."""

    def __init__(self, weight: float) -> None:
        self.weight = weight
        self._mean = 0.0
        self._count = 0

    def extend(self, values: Numbers) -> Numbers:
        """The smoothed values (N,) that follow on those of earlier calls."""
        if self.weight <= 0.0:
            return values
        block = max(int(_BLOCK_GROWTH / -log(self.weight)), 1)
        parts = [self._block(values[at : at + block]) for at in range(0, len(values), block)]
        return np.concatenate(parts) if parts else values

    def _block(self, values: Numbers) -> Numbers:
        powers = self.weight ** np.arange(1, len(values) + 1)
        means = powers * (self._mean + (1.0 - self.weight) * np.cumsum(values / powers))
        correction = 1.0 - self.weight**self._count * powers
        self._mean = float(means[-1])
        self._count += len(values)
        return means / correction


def _grown(values: Numbers, needed: int) -> Numbers:
    room = np.empty(max(needed, 2 * len(values)))
    room[: len(values)] = values
    return room
