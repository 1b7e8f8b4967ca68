"""What the nodes of the network make of a sample, worked out off the UI thread while somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from studio.errors import told_by
from studio.project import Project
from studio.project.questions import Look, Question
from studio.ui.background.pool import Channel, Pool

if TYPE_CHECKING:
    from torch import Tensor

    from studio.compiler.analysis import Analysis
    from studio.project.looking import Looker, Sight
    from studio.project.node_details import Detail

REST = 80
"""Milliseconds without another question before one is begun, as while a person types."""

LIVE = 250
"""Milliseconds between looks at a training that goes on."""

Weights = Literal["first", "live"] | str
"""The first weights, those of the training that goes on, or the name of a checkpoint."""


class Insides(QObject):
    """Looks only while it `is_on`; of its questions only the latest is answered."""

    changed = Signal()  # another sight, or a failure in its place
    detailed = Signal(str, object)  # a node by its path, and its Details
    checkpoints_found = Signal(object)  # names of those that the run has

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_on = False
        self.sight: Sight | None = None
        self.failure = ""
        self.question = Question(sample=0)
        self.weights: Weights = "first"
        self.run: Path | None = None
        self._project: Project | None = None
        self._live: Mapping[str, Tensor] | None = None
        self._looker: _Lazily | None = None
        self._channel, self._listing = Channel(pool, "insides", self), Channel(pool, "checkpoints", self)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(self._fail)
        self._listing.answered.connect(self.checkpoints_found)
        self._details = Channel(pool, "details", self)
        self._details.answered.connect(lambda found: self.detailed.emit(*found))
        self._listing.failed.connect(lambda _: self.checkpoints_found.emit(()))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._begin)

    def turn(self, is_on: bool) -> None:
        """Look from now on, or no more: then nothing is kept."""
        self.is_on = is_on
        if is_on:
            self._list()
            self.look()
            return
        self._rest.stop()
        self._channel.withdraw()
        self._listing.withdraw()
        self.sight, self.failure, self._looker = None, "", None
        self.changed.emit()

    def show_project(self, project: Project) -> None:
        """Look at this network, with its data where they lie."""
        self._project = project
        self.look()

    def show_run(self, folder: Path | None) -> None:
        """Have the checkpoints of this run to choose from, which may be others than before."""
        self.run = folder
        if self.is_on:
            self._list()
            if self.weights not in ("first", "live"):
                self.look()

    def ask(self, question: Question) -> None:
        """Look at another sample."""
        self.question = question
        self.look()

    def take_weights(self, weights: Weights) -> None:
        """Look with other weights."""
        self.weights = weights
        self.look()

    def take_live(self, weights: Mapping[str, Tensor]) -> None:
        """Look with the weights that a training has now, unless the last ones are still being looked at."""
        if self.is_on and self.weights == "live" and not self._channel.is_waiting:
            self._live = weights
            self._begin()

    def look(self) -> None:
        """Look anew, once a person rests."""
        if self.is_on:
            self._rest.start()

    def detail(self, path: str, analysis: Analysis) -> None:
        """Have a node of this network seen in large."""
        if self.sight is not None:
            self._details.ask(partial(_details, self.sight, path, analysis))

    def clear(self) -> None:
        """Keep nothing that was seen, as another network is about to be looked at."""
        self._rest.stop()
        for channel in (self._channel, self._details):
            channel.withdraw()
        self.sight, self.failure, self._live = None, "", None
        self.changed.emit()

    def close(self) -> None:
        """Work nothing out any more."""
        self.is_on = False
        self._rest.stop()
        self._channel.withdraw()
        self._listing.withdraw()

    def _begin(self) -> None:
        if not self.is_on or self._project is None:
            return
        if self._looker is None:
            self._looker = _Lazily()
        live = self._live if self.weights == "live" else None
        of_run = self.run is not None and self.weights not in ("first", "live")
        look = Look(
            self._project,
            self.question,
            self.run if of_run else None,
            self.weights if of_run else "best",
            live,
        )
        self._channel.ask(partial(self._looker.see, look))

    def _list(self) -> None:
        if self.run is None:
            self._listing.withdraw()
            self.checkpoints_found.emit(())
        else:
            self._listing.ask(partial(_checkpoints, self.run))

    def _take(self, sight: Sight) -> None:
        self.sight, self.failure = sight, ""
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.sight = None
        self.failure = told_by(error)[0]
        self.changed.emit()


class _Lazily:
    """A Looker made on the pool's thread, where torch may be loaded."""

    def __init__(self) -> None:
        self._made: Looker | None = None

    def see(self, look: Look) -> Sight:
        if self._made is None:
            from studio.project.looking import Looker

            self._made = Looker()
        return self._made.see(look)


def _details(sight: Sight, path: str, analysis: Analysis) -> tuple[str, tuple[Detail, ...]]:
    from studio.project.node_details import details

    return path, details(sight, path, analysis.expansion)


def _checkpoints(folder: Path) -> tuple[str, ...]:
    from studio.training.runs import Run
    from studio.training.runs.checkpoint_index import in_order

    return tuple(in_order(Run.open(folder).checkpoints.entries()))
