"""The lowest and highest value of any stretch of a long curve, from those of groups that are kept beside it."""

from __future__ import annotations

import numpy as np

from studio.training.curves.growing import Growing, Numbers

FACTOR = 16
"""Entries of one level that make one of the next; the first level is of so many values."""

LEVELS = 5


class Extremes:
    """Lows and highs of groups of 16, 256, 4096 … values, of as many as are whole."""

    def __init__(self) -> None:
        self._levels = [(Growing(), Growing()) for _ in range(LEVELS)]

    def catch_up(self, values: Numbers) -> None:
        """Know of all these values (N,), of which the first have been told before."""
        low = high = values
        for lows, highs in self._levels:
            known, whole = len(lows), len(low) // FACTOR
            if whole == known:
                return
            groups = slice(known * FACTOR, whole * FACTOR)
            lows.extend(low[groups].reshape(-1, FACTOR).min(axis=1))
            highs.extend(high[groups].reshape(-1, FACTOR).max(axis=1))
            low, high = lows.values, highs.values

    def keep(self, count: int) -> None:
        """Forget what is not of the first `count` values."""
        for level, (lows, highs) in enumerate(self._levels, start=1):
            lows.keep(count // FACTOR**level)
            highs.keep(count // FACTOR**level)

    def of_groups(self, values: Numbers, begin: int, end: int, size: int) -> tuple[Numbers, Numbers]:
        """Lows and highs of the groups of `size` values, a power of two, from `begin` on, a multiple of it.

        The last group ends at `end`, which is a multiple of `size` or the number of all values.
        """
        self.catch_up(values)
        level = max((level for level in range(LEVELS + 1) if FACTOR**level <= size), default=0)
        if level == 0:
            starts = np.arange(0, end - begin, size)
            part = values[begin:end]
            return np.minimum.reduceat(part, starts), np.maximum.reduceat(part, starts)
        block = FACTOR**level
        lows, highs = (each.values[begin // block : end // block] for each in self._levels[level - 1])
        rest = values[max(end // block * block, begin) : end]
        if len(rest):
            lows, highs = np.append(lows, rest.min()), np.append(highs, rest.max())
        starts = np.arange(0, len(lows), size // block)
        return np.minimum.reduceat(lows, starts), np.maximum.reduceat(highs, starts)
