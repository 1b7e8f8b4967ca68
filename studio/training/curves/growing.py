"""Arrays of numbers that grow by doubling, so that adding to them costs next to nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Growing:
    """Numbers (N,) that others are added behind."""

    def __init__(self) -> None:
        self._room: Numbers = np.empty(0)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> Numbers:
        """All of them, (N,): a view that later additions leave as it is."""
        return self._room[: self._count]

    def extend(self, values: Numbers) -> None:
        """Add values (M,)."""
        end = self._count + len(values)
        if end > len(self._room):
            self._grow(end)
        self._room[self._count : end] = values
        self._count = end

    def push(self, value: float) -> None:
        """Add one value."""
        if self._count == len(self._room):
            self._grow(self._count + 1)
        self._room[self._count] = value
        self._count += 1

    def snapshot(self) -> Growing:
        """The same numbers, which nothing that happens to these changes, without a copy of them."""
        made = Growing.__new__(Growing)
        made._room, made._count = self.values, self._count
        return made

    def keep(self, count: int) -> None:
        """Forget all but the first `count`."""
        if count < self._count:
            self._room = self._room[:count].copy()  # a snapshot keeps the rest
            self._count = count

    def _grow(self, needed: int) -> None:
        room = np.empty(max(needed, 2 * len(self._room), 1024))
        room[: self._count] = self.values
        self._room = room
