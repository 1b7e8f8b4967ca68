"""How much room each place around the canvas has: what a person gave it, or else what it has at first."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter

from studio.ui import theme
from studio.ui.actions.window_panels import PlaceName

SIDE_WIDTH = 300
LOWER_RIGHT_SHARE = 0.58
LOWER_SHARE = 0.4
"""Of the height, for what stands below the canvas."""

LEAST_CANVAS = 160
"""Pixels of the height that what stands below leaves the canvas."""


class Extents(QObject):
    """Widths of what stands beside the canvas, heights of what stands below something. Only what a person drags is
    kept: a window made smaller and larger again is as it was."""

    changed = Signal()  # a person gave a place another room

    def __init__(self, across: QSplitter, middle: QSplitter, right: QSplitter) -> None:
        """`across` has the left place, `middle` and `right`; these have two places below each other."""
        super().__init__(across)
        self._across, self._middle, self._right = across, middle, right
        self.chosen: dict[PlaceName, int] = {}
        self._below_share = LOWER_SHARE
        across.splitterMoved.connect(self._note_width)
        middle.splitterMoved.connect(lambda: self._note("below", middle.sizes()[1]))
        right.splitterMoved.connect(lambda: self._note("lower_right", right.sizes()[1]))
        theme.notifier().changed.connect(self.give)

    def want_below(self, share: float) -> None:
        """What stands below has this share of the height, unless a person chose another."""
        self._below_share = share

    @property
    def below_share(self) -> float:
        """The share that what stands below has while nobody chose another."""
        return self._below_share

    def give(self) -> None:
        """Give every place its room as the window is now."""
        width, height = self._across.width(), self._across.height()
        left = self._side("left") if _seen(self._across, 0) else 0
        right = self._side("right") if _seen(self._across, 2) else 0
        self._across.setSizes([left, max(width - left - right, 1), right])
        below = self.chosen.get("below", round(height * self._below_share))
        _give_lower(self._middle, height, min(below, height - LEAST_CANVAS))
        _give_lower(self._right, height, self.chosen.get("lower_right", round(height * LOWER_RIGHT_SHARE)))

    def _side(self, place: PlaceName) -> int:
        """The width of a place beside the canvas; with large type it is as much wider, up to a third of the window."""
        width = self.chosen.get(place, SIDE_WIDTH)
        return max(width, min(round(width * theme.scale()), self._across.width() // 3))

    def _note_width(self, _: int, handle: int) -> None:
        sizes = self._across.sizes()
        width = sizes[0] if handle == 1 else sizes[2]
        self._note("left" if handle == 1 else "right", round(width / theme.scale()))

    def _note(self, place: PlaceName, extent: int) -> None:
        self.chosen[place] = extent
        self.changed.emit()


def _give_lower(column: QSplitter, height: int, lower: int) -> None:
    if _seen(column, 0) and _seen(column, 1):
        column.setSizes([max(height - lower, 1), lower])


def _seen(splitter: QSplitter, at: int) -> bool:
    widget = splitter.widget(at)
    return widget is not None and not widget.isHidden()
