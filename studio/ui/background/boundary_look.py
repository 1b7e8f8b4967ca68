"""Looks at what a run's network makes of a plane: some times a second while it is trained, or after kept epochs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from studio.training.runs.checkpoint_index import Which, in_order
from studio.ui import theme
from studio.ui.background.boundary_work import Opened, PlaneSeen, Tints, live, of_checkpoint, open_plane
from studio.ui.background.pool import Channel, Pool

OFTEN = 200
"""Milliseconds between two looks at a training."""

__all__ = ["BoundaryLook", "Opened", "PlaneSeen"]


class BoundaryLook(QObject):
    """Asks only while somebody watches; a training never waits for it."""

    opened_changed = Signal()  # another run is open, or none
    seen = Signal(object)  # PlaneSeen
    failed = Signal(object)  # Exception

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened: Opened | None = None
        self._folder: Path | None = None
        self._is_watched = self._is_trained = False
        self._which: Which = "best"
        self._stamp = 0
        self._opening, self._looking = Channel(pool, "plane", self), Channel(pool, "boundary", self)
        self._opening.answered.connect(self._take)
        self._opening.failed.connect(self.failed)
        self._looking.answered.connect(self._tell)
        self._looking.failed.connect(self.failed)
        self._timer = QTimer(self, interval=OFTEN)
        self._timer.timeout.connect(self._look)

    def show_run(self, folder: Path | None, *, is_trained: bool) -> None:
        """Look at this run; one that `is_trained` is followed as it goes."""
        was_trained, self._is_trained = self._is_trained, is_trained
        if folder != self._folder or (was_trained and not is_trained):
            self.close()
            self._folder = folder
        self._begin()

    def watch(self, is_watched: bool) -> None:
        """Somebody looks, or nobody does any more."""
        self._is_watched = is_watched
        self._begin()

    def show_epoch(self, which: Which) -> None:
        """Look at a checkpoint."""
        self._which = which
        if self.opened is not None and self._is_watched:
            self._looking.ask(partial(of_checkpoint, self.opened, which, tints()))

    def close(self) -> None:
        """Give everything up."""
        for channel in (self._opening, self._looking):
            channel.withdraw()
        self._timer.stop()
        self._folder, self.opened, self._stamp = None, None, 0
        self.opened_changed.emit()

    def _begin(self) -> None:
        if self._folder is None or not self._is_watched:
            self._timer.stop()
        elif self.opened is None:
            if not self._opening.is_waiting:
                self._opening.ask(partial(open_plane, self._folder))
        elif self._is_trained:
            self._timer.start()

    def _take(self, opened: Opened) -> None:
        self.opened = opened
        kept = [which for which in in_order(opened.epochs) if which not in ("best", "last")]
        self._which = kept[0] if kept else "best"
        self.opened_changed.emit()
        if self._is_trained:
            self._begin()
        else:
            self.show_epoch(self._which)

    def _look(self) -> None:
        """Ask once more, unless the last answer is still to come."""
        if self.opened is not None and not self._looking.is_waiting:
            self._looking.ask(partial(live, self.opened, self._stamp, tints()))

    def _tell(self, found: PlaneSeen | None) -> None:
        if found is not None:
            self._stamp = found.stamp or self._stamp
            self.seen.emit(found)


def tints() -> Tints:
    """The colours of the theme."""
    colours = theme.current()
    return Tints(colours.runs, colours.panel, colours.runs[0], colours.runs[1])
