"""A chart's axis: few round ticks, quiet grid lines, words in the window's font. Imports pyqtgraph."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, log10

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from studio.formatting.numbers import THIN
from studio.formatting.quantities import loss
from studio.ui import theme

REACH = 24
FEWEST_TICKS, MOST_TICKS = 2, 9
_PIXELS_PER_TICK = {"bottom": 64, "left": 24}


def percent_tick(value: float) -> str:
    """A share at a tick, with no more digits than it has: 0.9 is 90 %."""
    return f"{100 * value:.6g}{THIN}%"


def round_step(least: float, *, whole: bool = False) -> float:
    """The smallest of 1, 2, 5, 10, 20 … (or 0.5, 0.2 … unless `whole`) that is not below `least`."""
    if whole and least <= 1:
        return 1.0
    magnitude = 10.0 ** floor(log10(least))
    return next(factor * magnitude for factor in (1.0, 2.0, 5.0, 10.0) if factor * magnitude >= least * (1 - 1e-9))


class Axis(pg.AxisItem):
    """Ticks at round numbers; with `logMode` the positions are powers of ten."""

    def __init__(self, side: str, words: Callable[[float], str], *, whole: bool = False) -> None:
        super().__init__(side, maxTickLength=0)
        self._words = words
        self._whole = whole
        self.setStyle(tickFont=theme.font(11), tickTextOffset=8, autoExpandTextSpace=False)
        self.setStyle(tickTextWidth=48, tickTextHeight=18, hideOverlappingLabels=False)
        if side == "left":
            self.setWidth(60)
        else:
            self.setHeight(26)

    def set_words(self, words: Callable[[float], str]) -> None:
        """Name the ticks in another way."""
        self._words = words
        self.picture = None
        self.update()

    def boundingRect(self) -> QRectF:
        """With room for words that reach beyond the ends, which pyqtgraph forgets where there is a grid."""
        return super().boundingRect().adjusted(-REACH, -REACH, REACH, REACH)

    def paint_in(self, shown: theme.Theme) -> None:
        """Take the colours of this theme."""
        self.setPen(pg.mkPen(None))
        self.setTickPen(pg.mkPen(shown.border, width=1))
        self.setTextPen(pg.mkPen(shown.muted))
        self.setGrid(255)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """One level of ticks, about as many as read well on `size` pixels."""
        if not high > low or size <= 0:
            return []
        wanted = min(max(size / _PIXELS_PER_TICK[self.orientation], FEWEST_TICKS), MOST_TICKS)
        if self.logMode and high - low < 3:
            return [(1.0, _log_ticks(low, high, wanted))]
        step = round_step((high - low) / wanted, whole=self._whole or self.logMode)
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        return [(step, [index * step for index in range(first, last + 1)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The ticks in words."""
        if self.logMode:
            return [loss(float(f"{10.0**value:.6g}")) for value in values]
        return [self._words(float(f"{value:.12g}")) for value in values]


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
    return ticks
