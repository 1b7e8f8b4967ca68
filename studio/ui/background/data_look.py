"""The data of the project laid open for the window: read, paged and measured off the UI thread, and watched on disk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from studio.data.config import Kept
from studio.project import Project
from studio.ui.background.data_work import (
    Glanced,
    Laid,
    Order,
    TiledPage,
    VariantsOf,
    Wanted,
    glance,
    lay_open,
    measured,
    page_of,
    variants_of,
    wanted_of,
)
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.progress import GivenUp, Progress

if TYPE_CHECKING:
    from studio.data.inspection.survey import Survey

GLANCE = 2_000
"""Milliseconds between looks at a folder."""

State = Literal["nothing", "reading", "shown", "failed", "stopped"]

__all__ = ["DataLook", "Laid", "Order", "TiledPage", "VariantsOf", "Wanted"]


class DataLook(QObject):
    """Reads only while it is watched. One thing is worked on at a time, and each can be given up."""

    changed = Signal()  # another state, other data, or figures of them
    paged = Signal(object)  # TiledPage
    varied = Signal(object)  # tuple of VariantsOf
    unvaried = Signal(object)  # Exception: why no variants can be drawn
    differing = Signal(str)  # what has changed on the disk since the data were read; "" where nothing has

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "nothing"
        self.laid: Laid | None = None
        self.survey: Survey | None = None
        self.failure: Exception | None = None
        self.progress = Progress()
        self.is_measuring = False
        self._turning: dict[str, Progress] = {}
        self._wanted: Wanted | None = None
        self._glanced = Glanced(None, "")
        self._is_watched = False
        self._opening, self._paging = Channel(pool, "data", self), Channel(pool, "samples", self)
        self._measuring, self._glancing = Channel(pool, "figures", self), Channel(pool, "glance", self)
        self._opening.answered.connect(self._take)
        self._opening.failed.connect(self._fail)
        self._paging.answered.connect(self.paged)
        self._paging.failed.connect(self._fail)
        self._measuring.answered.connect(self._take_figures)
        self._measuring.failed.connect(self._fail)
        self._varying = Channel(pool, "variants", self)
        self._varying.answered.connect(self.varied)
        self._varying.failed.connect(self.unvaried)
        self._glancing.answered.connect(self._take_glance)
        self._timer = QTimer(self, interval=GLANCE)
        self._timer.timeout.connect(self.glance)

    def watch(self, is_watched: bool) -> None:
        """Somebody looks, or nobody does any more: then nothing is begun."""
        self._is_watched = is_watched
        if is_watched:
            self._begin()
            self._timer.start()
        else:
            self._timer.stop()

    def show_project(self, project: Project) -> None:
        """Lay open the data of this project, which has their folder, where these are not open as it wants them."""
        wanted = wanted_of(project)
        if wanted != self._wanted:
            self._wanted = wanted
            self._close()
            if self._is_watched:
                self._begin()

    def read_again(self) -> None:
        """Read the data anew, as they are on the disk by now."""
        self._close()
        self._begin()

    def stop(self) -> None:
        """Give up what is being worked on; what is shown stays."""
        self.progress.give_up()
        for channel in (self._opening, self._measuring):
            channel.withdraw()
        self.is_measuring = False
        self.state = "stopped" if self.laid is None and self.state == "reading" else self.state
        self.changed.emit()

    def ask_for(self, order: Order) -> None:
        """Have a page of samples; only the latest is told."""
        if self.laid is not None:
            self._paging.ask(partial(page_of, self.laid.opened, order, self._in_place_of_last("page")))

    def ask_for_variants(self, first: int, count: int, side: int) -> None:
        """Have some training samples drawn as the training will, in pictures that fit a square of `side` pixels."""
        if self.laid is not None and self._wanted is not None:
            progress = self._in_place_of_last("variants")
            self._varying.ask(partial(variants_of, self._wanted, self.laid.opened, first, count, side, progress))

    def measure(self, *, whole: bool = False) -> None:
        """Have the samples gone through: `whole` for all of them, however many there are."""
        if self.laid is not None:
            self.progress, self.is_measuring = Progress(), True
            self._measuring.ask(partial(measured, self.laid.opened, whole, self.progress))
            self.changed.emit()

    def glance(self) -> None:
        """See whether the files that the data were read from are others by now."""
        if self.laid is not None and isinstance(self.laid.opened.config, Kept) and not self._glancing.is_waiting:
            self._glancing.ask(partial(glance, self.laid, self._glanced))

    def close(self) -> None:
        """Give everything up; the look is not used afterwards."""
        self._timer.stop()
        self._close()

    def _in_place_of_last(self, what: str) -> Progress:
        """The switch of new work, which takes the place of the last of its sort; that is given up."""
        self._turning.setdefault(what, Progress()).give_up()
        self._turning[what] = Progress()
        return self._turning[what]

    def _close(self) -> None:
        for progress in (self.progress, *self._turning.values()):
            progress.give_up()
        for channel in (self._opening, self._paging, self._measuring, self._glancing, self._varying):
            channel.withdraw()
        self.laid = self.survey = self.failure = None
        self.is_measuring = False
        self.state = "nothing"
        self.differing.emit("")

    def _begin(self) -> None:
        if self.state != "nothing" or self._wanted is None:
            return
        if self._wanted.data.asks:
            self.changed.emit()
            return
        self.state, self.progress = "reading", Progress()
        self._opening.ask(partial(lay_open, self._wanted, self.progress))
        self.changed.emit()

    def _take(self, laid: Laid) -> None:
        self.laid, self.state = laid, "shown"
        self._glanced = Glanced(laid.glance, "")
        self.changed.emit()

    def _take_glance(self, found: Glanced) -> None:
        if found != self._glanced:
            self._glanced = found
            self.differing.emit(found.words)

    def _take_figures(self, found: Survey) -> None:
        self.survey, self.is_measuring = found, False
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        """What could not be read is told; what was given up is nobody's matter."""
        self.is_measuring = False
        if not isinstance(error, GivenUp):
            self.failure, self.state = error, "failed"
        self.changed.emit()
