"""The training of one document: what is trained, how far it came, and the thread that works on it."""

from __future__ import annotations

import logging
import math
import threading
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from studio.project import Project
from studio.text import tr
from studio.training.errors import Failure
from studio.training.events import (
    BatchesDone,
    Distributions,
    EpochDone,
    Event,
    Health,
    RateChanged,
    RunFailed,
    RunFinished,
)
from studio.training.launch import Launching
from studio.ui.background.event_source import EventSource
from studio.ui.background.last_run import RecalledRun, beginning_of

if TYPE_CHECKING:
    from studio.training.runs import Run
    from studio.training.runs.resume import Beginning

State = Literal["idle", "preparing", "running", "paused", "stopping"]

_log = logging.getLogger(__name__)


class Training:
    """A training that goes on, the last one that is over, or none yet.

    Its thread puts events into `events`; everything else happens on the thread of the window.
    """

    def __init__(self) -> None:
        self.state: State = "idle"
        self.is_under_way = False
        self.asked = math.inf
        """When it was asked to stop."""
        self.events: deque[Event] = deque()
        self.source = EventSource(Launching())
        self.thread: threading.Thread | None = None
        self.last: Event | None = None
        self.beginning: Beginning | None = None
        """What Train may go on with."""
        self.folder: Path | None = None
        self.rate: float | None = None
        """The learning rate of the settings, where it was changed in a pause."""
        self.wanted_rate: float | None = None
        self.project: Project | None = None
        self.is_continuing = False
        self.remark = self.details = ""
        self._run: Run | None = None
        self._made: Path | None = None  # its folder, as the thread knows it
        self._told: list[Event] = []  # less those of nodes, and of batches all but the latest
        self._batches: int | None = None  # the place of that one

    @property
    def is_active(self) -> bool:
        """Whether it goes on, be it in preparation or paused."""
        return self.state != "idle"

    @property
    def takes_turns(self) -> bool:
        """Whether it goes on and was begun here, so that no other may be begun beside it."""
        return self.is_active and not self.source.is_followed_from_its_start

    @property
    def has_weights(self) -> bool:
        """Whether it came so far that there are weights to be tried and taken away."""
        if self.beginning is not None and self.beginning.steps > 0:
            return True
        return any(isinstance(event, EpochDone) for event in self._told)

    def begin(self, project: Project, folder: Path | None, run: Callable[[], Run], source: EventSource) -> None:
        """Train a project on a thread of its own; without `folder` in a new run, which `run` makes or opens."""
        assert not self.is_active
        goes_on = folder is not None and not source.is_followed_from_its_start
        if not goes_on:
            self._run, self._told, self._batches = None, [], None
        self.project, self.folder, self._made, self.details, self.remark = project, folder, folder, "", ""
        self.rate = self.wanted_rate = None
        self.is_continuing = goes_on
        self.source, self.last, self.beginning, self.is_under_way = source, None, None, False
        self.asked = math.inf
        self.events.clear()
        self.thread = threading.Thread(target=self._work, args=(project, run, source), name="training", daemon=True)

    def recall(self, run: RecalledRun) -> None:
        """Have a run of earlier as the last one."""
        self.folder, self.project, self.beginning = run.run.path, run.project, run.beginning
        self._run, self._told, self._batches = run.run, list(run.events), None

    def forget(self) -> None:
        """There is no last run any more."""
        self.folder = self.project = self.last = self.beginning = self._run = None
        self._told, self._batches = [], None

    @property
    def recalled(self) -> RecalledRun | None:
        """The run with what it told so far, as that of an earlier time is recalled; None where none was begun yet."""
        if self._run is None or self.folder is None:
            return None
        return RecalledRun(self._run, self.project, self.beginning, tuple(self._told), is_trained=self.is_active)

    def take(self, event: Event) -> None:
        """An event has arrived."""
        self.last = event
        self.folder = self._made
        if isinstance(event, RateChanged):
            self.rate = event.now  # also where somebody else changed it
        if isinstance(event, BatchesDone):
            if self._batches is not None:
                del self._told[self._batches]
            self._batches = len(self._told)
        if not isinstance(event, Health | Distributions):
            self._told.append(event)

    def end(self) -> Event:
        """The thread is over: how it ended."""
        self.thread = None
        if not isinstance(self.last, RunFinished | RunFailed):
            self.last = _failed(self.folder, RuntimeError("it ended without saying how"))
        self.beginning = beginning_of(self.folder, is_begun=isinstance(self.last, RunFinished))
        return self.last

    def _work(self, project: Project, prepare: Callable[[], Run], source: EventSource) -> None:
        """Everything below runs on the training's thread. Whatever goes wrong is told, never lost."""
        try:
            run = self._run = prepare()
            self._made = run.path
            self.remark = "" if self.is_continuing else run.remark()
            for event in source.events(project, run):
                self.events.append(event)
        except Exception as error:
            from studio.training.failures import explain

            known = explain(error, project.training, project.graph)
            if known is None:
                _log.exception("The training failed unexpectedly")
                self.details = traceback.format_exc()
            self.events.append(_failed(self._made, error if known is None else known))


def _failed(folder: Path | None, error: Exception | Failure) -> RunFailed:
    name = folder.name if folder else ""
    if isinstance(error, Failure):
        return RunFailed(name, error.message, error.remedy, epoch=0, step=0, code=error.code)
    return RunFailed(
        name,
        tr("The training failed inside NN Studio: {reason}", reason=f"{type(error).__name__}: {error}"),
        tr("The network and what was saved of the run are intact. The details tell more."),
        epoch=0,
        step=0,
    )
