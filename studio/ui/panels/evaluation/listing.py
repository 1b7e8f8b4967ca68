"""Samples in some order as views show them: what is told of each at once, and its picture or row once that is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from studio.ui.background.evaluation_look import Seen

REST = 20
"""Milliseconds in which wishes for samples are taken together."""

AHEAD = 24
"""Samples before and behind those in sight that are fetched with them."""

MOST_KEPT = 3_000
"""Samples of which pictures or rows are kept."""


@dataclass(frozen=True)
class Told:
    """What stands below a sample's picture: two short lines, and whether its answer is right (None: nobody says)."""

    first: str
    second: str
    is_right: bool | None = None


@dataclass(frozen=True, eq=False)
class Listing:
    """Samples by their places in the split (N,), in the order in which they are shown."""

    places: npt.NDArray[np.int64]
    tell: Callable[[int], Told]
    cells: Callable[[int], Sequence[str]]
    """What a table has of the sample at a place, before its numbers."""

    headings: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.places)


NOTHING = Listing(np.empty(0, dtype=np.int64), lambda place: Told("", ""), lambda place: ())


class SeenSamples(QObject):
    """Keeps what was seen of samples, and asks for what comes into sight; scrolled past is never asked for."""

    wanted = Signal(object)  # places (N,), of which nothing is known yet
    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[int, Seen] = {}
        self._sight: npt.NDArray[np.int64] = NOTHING.places
        self._soon = QTimer(self, singleShot=True, interval=REST)
        self._soon.timeout.connect(self._ask)

    def of(self, place: int) -> Seen | None:
        """What is known of the sample at a place."""
        return self._known.get(place)

    def look_at(self, places: npt.NDArray[np.int64]) -> None:
        """These are in sight from now on."""
        self._sight = places
        self._soon.start()

    def take(self, found: dict[int, Seen]) -> None:
        """Keep what has arrived; what was seen longest ago goes."""
        for place, seen in found.items():
            self._known.pop(place, None)
            self._known[place] = seen
        for place in list(self._known)[: max(0, len(self._known) - MOST_KEPT)]:
            del self._known[place]
        self.arrived.emit()

    def clear(self) -> None:
        """Other samples are shown from now on, or other pictures of them."""
        self._known.clear()
        self._sight = NOTHING.places
        self._soon.stop()

    def _ask(self) -> None:
        missing = np.array([place for place in self._sight.tolist() if place not in self._known], dtype=np.int64)
        if len(missing):
            self.wanted.emit(missing)
