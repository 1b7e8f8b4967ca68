"""A chart's axis: few round ticks, quiet grid lines, words in the window's font. Imports pyqtgraph."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem

from studio.training.curves.scales import Scale
from studio.ui import theme

REACH = {"bottom": (24, 0), "left": (0, 8)}
"""Pixels by which the words at an axis's ends reach beyond it, across and down.

What is larger than the chart by a fifth, Qt scrolls in its cache as the chart is resized, and leaves old words there.
"""

FEWEST_TICKS, MOST_TICKS = 2, 9
PIXELS_PER_TICK = {"bottom": 52, "left": 24}


def ticks_on(scale: Scale, low: float, high: float, pixels: float, side: str) -> tuple[float, list[float]]:
    """As many ticks as read well on so many pixels, and their distance."""
    return scale.ticks(low, high, min(max(pixels / PIXELS_PER_TICK[side], FEWEST_TICKS), MOST_TICKS))


class Axis(pg.AxisItem):
    """Ticks at the round places of a scale."""

    def __init__(self, side: str, scale: Scale) -> None:
        super().__init__(side, maxTickLength=0)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # curves change oftener than their axes
        self._words = scale
        self.setStyle(tickFont=theme.font(11), tickTextOffset=8, autoExpandTextSpace=False)
        self.setStyle(tickTextWidth=48, tickTextHeight=18, hideOverlappingLabels=False)
        if side == "left":
            self.setWidth(60)
        else:
            self.setHeight(26)

    def set_scale(self, scale: Scale) -> None:
        """Tell the ticks in another way."""
        if scale is not self._words:
            self._words = scale
            self.picture = None
            self.update()

    def boundingRect(self) -> QRectF:
        """With room for words that reach beyond the ends, which pyqtgraph forgets where there is a grid."""
        across, down = REACH[self.orientation]
        return super().boundingRect().adjusted(-across, -down, across, down)

    def paint_in(self, shown: theme.Theme) -> None:
        """Take the colours of this theme."""
        self.setPen(pg.mkPen(None))
        self.setTickPen(pg.mkPen(shown.border, width=1))
        self.setTextPen(pg.mkPen(shown.muted))
        self.setGrid(255)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """One level of ticks, about as many as read well on `size` pixels."""
        return [ticks_on(self._words, low, high, size, self.orientation)] if size > 0 else []

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The ticks in words."""
        return self._words.told_all(values)
