"""A training beside the window: the loop on a thread of its own, its events brought to the UI thread in batches."""

from __future__ import annotations

import logging
import math
import threading
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from studio.files import cause
from studio.project import Project
from studio.project.new_run import Start, new_run
from studio.project.prospect import Prospect, in_pause, prospect
from studio.text import tr
from studio.training.errors import Failure, TrainingError
from studio.training.events import Event, RateChanged, RunFailed, RunFinished, RunStarted
from studio.training.launch import Launching
from studio.ui.background.event_source import EventSource
from studio.ui.background.last_run import RecalledRun, beginning_of

if TYPE_CHECKING:
    from torch import Tensor

    from studio.training.runs import Run
    from studio.training.runs.resume import Beginning

State = Literal["idle", "preparing", "running", "paused", "stopping"]

DRAIN = 50
"""Milliseconds between looks at the queue while a training is on."""

OVERDUE = 20
"""Seconds after which a process that was asked to stop may hang."""

_log = logging.getLogger(__name__)


class TrainingJob(QObject):
    """At most one training at a time. It works on the project as it was at the start; editing goes on meanwhile."""

    started = Signal()
    happened = Signal(object)  # Event, in order
    finished = Signal(object)  # RunFinished or RunFailed, when the thread has ended; the last signal of a training
    state_changed = Signal(str)  # State
    recalled = Signal(object)  # RecalledRun: that of an earlier time is the last run now
    refused = Signal(str, str)  # message, remedy: what was asked of a training in another process did not reach it
    overdue = Signal()  # a process that was asked to stop has not answered for long: `end_process` ends it
    forgotten = Signal()  # there is no last run any more

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State = "idle"
        self._under_way = False
        self._asked = math.inf  # when it was asked to stop
        self._events: deque[Event] = deque()
        self._source = EventSource(Launching())
        self._thread: threading.Thread | None = None
        self._last: Event | None = None
        self._beginning: Beginning | None = None
        self._timer = QTimer(self, interval=DRAIN)
        self._timer.timeout.connect(self._drain)
        self.folder: Path | None = None
        """The run's folder, once it is known."""
        self._rate: float | None = None  # the learning rate of the settings, where it was changed in a pause
        self._wanted_rate: float | None = None
        self._made: Path | None = None  # the same, on the training thread
        self.project: Project | None = None
        """What is or was trained."""
        self.is_continuing = False
        """Whether the present or last training goes on with an earlier run."""
        self.launching = Launching()
        """Where the next training runs."""
        self.remark = ""
        """What is to be told of a new run: where it lies, or whose weights it began with."""
        self.details = ""
        """What is known beyond the message of an unexpected failure."""

    @property
    def state(self) -> State:
        """What the training does at the moment."""
        return self._state

    @property
    def is_active(self) -> bool:
        """Whether there is a training, be it in preparation or paused."""
        return self._state != "idle"

    @property
    def goes_on_alone(self) -> bool:
        """Whether there is a training that goes on when the window is closed."""
        return self.is_active and self._source.goes_on_alone

    def prospect(self, project: Project) -> Prospect:
        """What Train would do: whether the last run goes on with this project, as the run itself tells."""
        return Prospect() if self.is_active else prospect(self._beginning, project, self.project)

    def can_continue(self, project: Project) -> bool:
        """Whether the last run goes on with this project, and something is left to train."""
        return self.prospect(project).continues

    def start(self, project: Project, path: Path | None = None, start: Start | None = None) -> None:
        """Train the project as it is now, in a new run where those of the file at `path` lie.

        `start` says whose weights it begins with where these are not new.
        """
        self._begin(project, None, partial(_new, project, path, start), EventSource(self.launching))

    def go_on(self, project: Project) -> None:
        """Continue the last run, exactly where it was, up to the epochs of this project."""
        assert self.can_continue(project)
        assert self.folder is not None
        self._begin(project, self.folder, partial(_opened, self.folder), EventSource(self.launching))

    def forget(self) -> None:
        """Let go of the last run, as another project is open now; a training that is on goes on.

        One that another process has begun is no longer followed.
        """
        if self.is_active:
            if self._source.is_followed_from_its_start:
                self.leave()
        else:
            self.folder, self.project, self._last, self._beginning = None, None, None, None
            self.forgotten.emit()

    def recall(self, run: RecalledRun) -> None:
        """Have a run of earlier as the last one, unless there is one already; one that is being trained is followed."""
        if self.is_active or self.folder is not None:
            return
        if run.is_trained and run.project is not None:
            self._begin(run.project, run.run.path, partial(_opened, run.run.path), EventSource(None))
        else:
            self.folder, self.project, self._beginning = run.run.path, run.project, run.beginning
            self.recalled.emit(run)

    def follow(self, moved: Mapping[Path, Path]) -> None:
        """Find the last run again where folders of runs were moved; that of a training that is on never is."""
        if self.folder is not None:
            self.folder = moved.get(self.folder, self.folder)

    def leave(self) -> None:
        """Follow a training in a process of its own no longer; it goes on, and its run is in the list."""
        if self.goes_on_alone:
            self._source.leave()

    def pause(self) -> None:
        """Wait before the next batch."""
        if self._state in ("preparing", "running") and self._reaches(self._source.control.pause):
            self._enter("paused")

    def in_pause(self, project: Project) -> str:
        """What the settings of the project mean for a training that waits, in words; "" where nothing can be changed.

        Their learning rate is taken when the pause ends.
        """
        self._wanted_rate = None
        if self._state != "paused" or self.project is None:
            return ""
        rate = self.project.training.optimizer.lr if self._rate is None else self._rate
        self._wanted_rate, words = in_pause(self.project, rate, project)
        return words

    def resume(self) -> None:
        """End a pause."""
        if self._state == "paused" and self._wanted_rate is not None:
            if not self._reaches(partial(self._source.control.change_rate, self._wanted_rate)):
                return
            self._rate, self._wanted_rate = self._wanted_rate, None
        if self._state == "paused" and self._reaches(self._source.control.resume):
            self._enter("running" if self._under_way else "preparing")

    def weights(self) -> Mapping[str, Tensor] | None:
        """The weights of a training in this process as of a moment ago, and newer ones for the next time; else None."""
        if not self.is_active:
            return None
        self._source.control.look()
        return self._source.control.weights

    def stop(self) -> None:
        """End the training before its next batch. What it has reached is kept; `finished` tells when it is over."""
        if self.is_active and self._reaches(self._source.control.stop):
            self._asked = perf_counter()
            self._enter("stopping")

    def end_process(self) -> None:
        """End a process that does not answer, at once; what it has saved is whole."""
        if self.goes_on_alone and self.folder is not None:
            try:
                self._source.end(self.folder)
            except TrainingError as error:
                self.refused.emit(error.message, error.remedy)

    def close(self) -> None:
        """Stop what runs in this process, and wait for the thread; what has a process of its own goes on.

        For the end of the application; nothing is delivered afterwards.
        """
        self._source.leave()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._state = "idle"

    def _reaches(self, ask: Callable[[], None]) -> bool:
        """Ask something of the training; whether that could be written for another process to read."""
        try:
            ask()
        except OSError as error:
            self.refused.emit(
                tr("The training's process cannot be asked: {reason}.", reason=cause(error)),
                tr("Check that the run's folder is there and may be written, then try again."),
            )
            return False
        return True

    def _begin(self, project: Project, folder: Path | None, run: Callable[[], Run], source: EventSource) -> None:
        assert not self.is_active
        self.project, self.folder, self._made, self.details = project, folder, folder, ""
        self._rate = self._wanted_rate = None
        self.is_continuing = folder is not None and not source.is_followed_from_its_start
        self._source, self._last, self._beginning, self._under_way = source, None, None, False
        self._events.clear()
        self.remark = ""
        self._thread = threading.Thread(target=self._work, args=(project, run, source), name="training", daemon=True)
        self._enter("preparing")
        self.started.emit()
        self._thread.start()
        self._timer.start()

    def _work(self, project: Project, prepare: Callable[[], Run], source: EventSource) -> None:
        """Everything below runs on the training thread. Whatever goes wrong is told, never lost."""
        try:
            run = prepare()
            self._made, self.remark = run.path, "" if self.is_continuing else run.remark()
            for event in source.events(project, run):
                self._events.append(event)
        except Exception as error:
            from studio.training.failures import explain

            known = explain(error, project.training, project.graph)
            if known is None:
                _log.exception("The training failed unexpectedly")
                self.details = traceback.format_exc()
            self._events.append(_failed(self._made, error if known is None else known))

    def _drain(self) -> None:
        """Hand on what has arrived; when the thread has ended, all that is left and then the end."""
        assert self._thread is not None
        ended = not self._thread.is_alive()
        while self._events:
            self._hand_on(self._events.popleft())
        if ended:
            self._end()
        elif self._state == "stopping" and self.goes_on_alone and perf_counter() - self._asked > OVERDUE:
            self._asked = math.inf  # said once
            self.overdue.emit()

    def _hand_on(self, event: Event) -> None:
        self._last = event
        self.folder = self._made
        if isinstance(event, RateChanged):
            self._rate = event.now  # also where somebody else changed it
        if isinstance(event, RunStarted):
            self._under_way = True
            if self._state == "preparing":
                self._enter("running")
        self.happened.emit(event)

    def _end(self) -> None:
        self._timer.stop()
        self._thread = None
        if self._source.is_left:
            self._enter("idle")
            self.forget()
            return
        if not isinstance(self._last, RunFinished | RunFailed):
            self._last = _failed(self.folder, RuntimeError("it ended without saying how"))
            self.happened.emit(self._last)
        self._beginning = beginning_of(self.folder, is_begun=isinstance(self._last, RunFinished))
        self._enter("idle")
        self.finished.emit(self._last)

    def _enter(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _new(project: Project, path: Path | None, start: Start | None) -> Run:
    """torch is imported here and in `_opened`: the window must not wait for it."""
    return new_run(project, path, start)


def _opened(folder: Path) -> Run:
    from studio.training.runs import Run

    return Run.open(folder)


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
