"""What the losses at growing learning rates say: where the loss falls fastest, and whether it falls at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, pstdev
from typing import NamedTuple

from studio.text import Text, tr

REACH = 4
"""Neighbours on each side that a loss is smoothed with: a batch has a loss of its own, whatever the rate."""

RECENT = 3
"""Losses that are looked at together to tell that they grow beyond all measure."""

GROWTH = 3.0
"""How much higher than the lowest the loss has to be, as a multiple of what it fell or is, to have diverged."""

LEAST_FALL = 0.02
"""A fall of a smaller share of the loss at the start says nothing."""

NOISE = 2.5
"""So many deviations of the losses about their smoothed course a fall has to be deep: six of the course itself."""

DISTANCE = 10.0
"""How far the rate suggested keeps below that with the lowest loss, as a factor."""

FEWEST = 3 * REACH
"""Fewer losses are no curve."""


class Tried(NamedTuple):
    """A learning rate, and the mean loss of the samples that were looked at before the weights were changed by it."""

    rate: float
    loss: float


@dataclass(frozen=True)
class RateCurve:
    """The losses at growing rates, in their order.

    The rate suggested is that at which the smoothed loss falls fastest over the logarithm of the rate, on its way to
    its lowest value, or a tenth of the rate with the lowest value where that is smaller: there the training is about to
    diverge (the range test of Smith: Cyclical Learning Rates for Training Neural Networks, 2017).
    """

    tried: tuple[Tried, ...]

    @cached_property
    def smoothed(self) -> tuple[float, ...]:
        """Each loss as a mean over its neighbours, the nearer ones counting more."""
        return tuple(_smoothed([each.loss for each in self.tried]))

    @property
    def diverged(self) -> bool:
        """Whether the loss grew beyond all measure in the end."""
        return diverges([each.loss for each in self.tried])

    @cached_property
    def lowest(self) -> int:
        """The place of the lowest smoothed loss."""
        return min(range(len(self.smoothed)), key=self.smoothed.__getitem__)

    @cached_property
    def suggestion(self) -> float | None:
        """The rate to begin with, to two digits; None where the curve does not fall."""
        if self.refusal:
            return None
        logarithms = [math.log(each.rate) for each in self.tried]
        inner = range(1, max(self.lowest, 2))
        steepest = min(inner, key=lambda at: _slope(logarithms, self.smoothed, at))
        return float(f"{min(self.tried[steepest].rate, self.tried[self.lowest].rate / DISTANCE):.1e}")

    @cached_property
    def refusal(self) -> Text | str:
        """Why no rate is suggested; empty where one is."""
        if len(self.tried) < FEWEST:
            return tr("There are too few losses to tell a rate from.")
        start = fmean(each.loss for each in self.tried[:FEWEST])
        fall = start - self.smoothed[self.lowest]
        if self.lowest < REACH or fall <= max(LEAST_FALL * abs(start), NOISE * self._noise()):
            return tr(
                "The loss does not fall at any of these rates, so none is suggested: try others, or check the data, "
                "the loss and how the weights begin."
            )
        return ""

    def _noise(self) -> float:
        """How far losses lie from their smoothed course while it falls."""
        until = max(self.lowest, FEWEST)
        pairs = list(zip(self.tried, self.smoothed, strict=True))[:until]
        return pstdev(each.loss - known for each, known in pairs)


def diverges(losses: Sequence[float]) -> bool:
    """Whether the last losses are far above the lowest so far, or no numbers."""
    if not losses or not math.isfinite(losses[-1]):
        return bool(losses)
    if len(losses) <= RECENT:
        return False
    known = _smoothed(losses[:-RECENT])
    lowest = min(known)
    return fmean(losses[-RECENT:]) > lowest + GROWTH * max(abs(lowest), known[0] - lowest)


def _smoothed(losses: Sequence[float]) -> list[float]:
    found = []
    for at in range(len(losses)):
        near = range(max(0, at - REACH), min(len(losses), at + REACH + 1))
        weights = [REACH + 1 - abs(other - at) for other in near]
        found.append(sum(w * losses[other] for w, other in zip(weights, near, strict=True)) / sum(weights))
    return found


def _slope(across: Sequence[float], up: Sequence[float], at: int) -> float:
    """The slope between the neighbours of a place."""
    return (up[at + 1] - up[at - 1]) / (across[at + 1] - across[at - 1])
