"""One curve: values over rising steps, and what of them is worth drawing."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from studio.training.curves.extremes import Extremes
from studio.training.curves.growing import Growing, Numbers

GROUPS = 2
"""Groups to a column of pixels: with lows and highs, four points."""


class Outline(NamedTuple):
    """Points to draw, (N,) each. Where they are `grouped`, a low and a high follow each other, and the newest point."""

    steps: Numbers
    values: Numbers
    is_grouped: bool = False


class Series:
    """Values at steps; both are numbers (N,), and steps rise."""

    def __init__(self) -> None:
        self._steps, self._values = Growing(), Growing()
        self._extremes = Extremes()
        self.cuts = 0
        """How many times values were forgotten."""

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def steps(self) -> Numbers:
        """The steps, (N,)."""
        return self._steps.values

    @property
    def values(self) -> Numbers:
        """The values, (N,)."""
        return self._values.values

    @property
    def last_step(self) -> float:
        """The last step of all, 0 without any."""
        return float(self.steps[-1]) if len(self) else 0.0

    def append(self, steps: ArrayLike, values: ArrayLike) -> None:
        """Add values behind the last, (N,) each. Left out are those that are no finite numbers, or not behind it."""
        new_steps = np.atleast_1d(np.asarray(steps, np.float64))
        new_values = np.atleast_1d(np.asarray(values, np.float64))
        sound = np.isfinite(new_values) & (new_steps > self.last_step if len(self) else new_steps >= 0)
        if len(new_steps) > 1:
            sound[1:] &= new_steps[1:] > np.maximum.accumulate(new_steps)[:-1]
        if not sound.all():
            new_steps, new_values = new_steps[sound], new_values[sound]
        self._steps.extend(new_steps)
        self._values.extend(new_values)

    def push(self, step: float, value: float) -> None:
        """Add one value behind the last; left out as by `append`."""
        if isfinite(value) and (step > self.last_step if len(self) else step >= 0):
            self._steps.push(step)
            self._values.push(value)

    def keep_until(self, step: float) -> None:
        """Forget what is after this step."""
        count = int(np.searchsorted(self.steps, step, side="right"))
        self.cuts += count < len(self)
        for each in (self._steps, self._values, self._extremes):
            each.keep(count)

    def snapshot(self) -> Series:
        """The same values for another thread, which no later change of these touches."""
        made = Series()
        made._steps, made._values, made.cuts = self._steps.snapshot(), self._values.snapshot(), self.cuts
        return made

    def nearest(self, step: float) -> int | None:
        """Index of the value nearest to a step; None when there is none."""
        if not len(self):
            return None
        right = int(np.searchsorted(self.steps, step))
        around = [index for index in (right - 1, right) if 0 <= index < len(self)]
        return min(around, key=lambda index: abs(self.steps[index] - step))

    def prepare(self) -> None:
        """Work out beforehand what drawing needs: of a long series that takes some milliseconds."""
        self._extremes.catch_up(self.values)

    def outline(self, first: float, last: float, columns: int) -> Outline:
        """What to draw between two steps on so many columns of pixels: the points, or lows and highs of groups.

        Groups are powers of two long and begin at multiples of it, so that a growing curve does not flicker. The
        newest point is always there.
        """
        begin = max(int(np.searchsorted(self.steps, first)) - 1, 0)
        end = min(int(np.searchsorted(self.steps, last, side="right")) + 1, len(self))
        size = 1
        while end - begin > GROUPS * columns * size:
            size *= 2
        if size == 1:
            return Outline(self.steps[begin:end], self.values[begin:end])
        begin -= begin % size
        end = min(-(-end // size) * size, len(self))
        lows, highs = self._extremes.of_groups(self.values, begin, end, size)
        steps = np.repeat(self.steps[begin:end:size], 2)
        values = np.column_stack((lows, highs)).ravel()
        return Outline(np.append(steps, self.steps[end - 1]), np.append(values, self.values[end - 1]), True)
