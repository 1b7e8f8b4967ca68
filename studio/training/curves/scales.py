"""Round places on an axis, linear or logarithmic, and their words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10

from studio.formatting.numbers import THIN, exact
from studio.formatting.quantities import fine_duration, loss
from studio.text import tr
from studio.training.curves.run_curves import By
from studio.training.metrics import Figure

_TIMES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0, 21600.0,
          43200.0, 86400.0)  # fmt: skip
"""Seconds that people count by."""


@dataclass(frozen=True)
class Scale:
    """How values are told along an axis: in which words, at whole numbers only, in seconds, on a logarithmic axis.

    `lead` says beside the first of them what they are.
    """

    words: Callable[[float], str]
    lead: Callable[[str], str] = str
    whole: bool = False
    seconds: bool = False
    logarithmic: bool = False

    def ticks(self, low: float, high: float, wanted: float) -> tuple[float, list[float]]:
        """About so many round places between two, and their distance."""
        if not high > low:
            return 1.0, []
        if self.logarithmic and high - low < 3:
            return 1.0, _log_ticks(low, high, wanted)
        step = self._step((high - low) / wanted)
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        return step, [index * step for index in range(first, last + 1)]

    def told(self, place: float) -> str:
        """A place in words."""
        if self.logarithmic:
            return self.words(float(f"{10.0 ** min(place, 300.0):.6g}"))
        return self.words(float(f"{place:.12g}"))

    def told_all(self, places: list[float]) -> list[str]:
        """Places in words, the first saying what they are."""
        told = [self.told(place) for place in places]
        return [self.lead(words) if at == 0 else words for at, words in enumerate(told)]

    def _step(self, least: float) -> float:
        if self.seconds and not self.logarithmic and _TIMES[0] < least <= _TIMES[-1]:
            return next(step for step in _TIMES if step >= least * (1 - 1e-9))
        return round_step(least, whole=self.whole or self.logarithmic)


def x_scale(by: By, *, logarithmic: bool) -> Scale:
    """The axis that curves are drawn over."""
    if by == "time":
        return Scale(fine_duration, seconds=True, logarithmic=logarithmic)
    if by == "step":
        return Scale(_count, lambda step: tr("step {step}", step=step), whole=True, logarithmic=logarithmic)
    return Scale("{:g}".format, lambda epoch: tr("epoch {epoch}", epoch=epoch), logarithmic=logarithmic)


def value_scale(figure: Figure, *, logarithmic: bool) -> Scale:
    """The axis of a figure's values."""
    return Scale(percent_tick if figure.unit == "share" else loss, logarithmic=logarithmic)


def percent_tick(value: float) -> str:
    """A share at a tick, with no more digits than it has: 0.9 is 90 %."""
    return f"{100 * value:.6g}{THIN}%"


def round_step(least: float, *, whole: bool = False) -> float:
    """The smallest of 1, 2, 5, 10, 20 … (or 0.5, 0.2 … unless `whole`) that is not below `least`."""
    if whole and least <= 1:
        return 1.0
    magnitude = 10.0 ** floor(log10(least))
    return next(factor * magnitude for factor in (1.0, 2.0, 5.0, 10.0) if factor * magnitude >= least * (1 - 1e-9))


def _count(step: float) -> str:
    return exact(round(step)) if abs(step) >= 1 or step == 0 else f"{step:g}"


def _log_ticks(low: float, high: float, wanted: float) -> list[float]:
    """Logarithms of the round numbers between two powers of ten that are few decades apart."""
    for factors in ((1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)):
        ticks = [
            decade + log10(factor)
            for decade in range(floor(low), ceil(high) + 1)
            for factor in factors
            if low <= decade + log10(factor) <= high
        ]
        if len(ticks) <= wanted + 1:
            break
    if len(ticks) < 2:  # closer together than round numbers are
        step = round_step((high - low) / max(wanted, 1))
        return [index * step for index in range(ceil(low / step), floor(high / step) + 1)]
    return ticks
