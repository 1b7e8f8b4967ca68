"""A training beside the window: the loop on a thread of its own, its events brought to the UI thread in batches."""

from __future__ import annotations

import logging
import threading
import traceback
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from studio.project import Project
from studio.project.new_run import new_run
from studio.project.prospect import Prospect, prospect
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.control import Control
from studio.training.errors import Failure
from studio.training.events import Event, RunFailed, RunFinished, RunStarted
from studio.ui.background.last_run import RecalledRun, beginning_of

if TYPE_CHECKING:
    from studio.training.runs import Run
    from studio.training.runs.resume import Beginning

State = Literal["idle", "preparing", "running", "paused", "stopping"]

DRAIN = 50
"""Milliseconds between looks at the queue while a training is on."""

_log = logging.getLogger(__name__)


class TrainingJob(QObject):
    """At most one training at a time. It works on the project as it was at the start; editing goes on meanwhile."""

    started = Signal()
    happened = Signal(object)  # Event, in order
    finished = Signal(object)  # RunFinished or RunFailed, when the thread has ended; the last signal of a training
    state_changed = Signal(str)  # State
    recalled = Signal(object)  # RecalledRun: that of an earlier time is the last run now
    forgotten = Signal()  # there is no last run any more

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State = "idle"
        self._under_way = False
        self._events: deque[Event] = deque()
        self._control = Control()
        self._thread: threading.Thread | None = None
        self._last: Event | None = None
        self._beginning: Beginning | None = None
        self._timer = QTimer(self, interval=DRAIN)
        self._timer.timeout.connect(self._drain)
        self.folder: Path | None = None
        """The run's folder, once it is known."""
        self._made: Path | None = None  # the same, on the training thread
        self.project: Project | None = None
        """What is or was trained."""
        self.is_continuing = False
        """Whether the present or last training goes on with an earlier run."""
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

    def prospect(self, project: Project) -> Prospect:
        """What Train would do: whether the last run goes on with this project, as the run itself tells."""
        return Prospect() if self.is_active else prospect(self._beginning, project, self.project)

    def can_continue(self, project: Project) -> bool:
        """Whether the last run goes on with this project, and something is left to train."""
        return self.prospect(project).continues

    def start(self, project: Project, path: Path | None = None) -> None:
        """Train the project as it is now, in a new run where those of the file at `path` lie."""
        self._begin(project, path, None)

    def go_on(self, project: Project) -> None:
        """Continue the last run, exactly where it was, up to the epochs of this project."""
        assert self.can_continue(project)
        assert self.folder is not None
        self._begin(project, None, self.folder)

    def forget(self) -> None:
        """Let go of the last run, as another project is open now; a training that is on goes on."""
        if not self.is_active:
            self.folder, self.project, self._last, self._beginning = None, None, None, None
            self.forgotten.emit()

    def recall(self, run: RecalledRun) -> None:
        """Have a run of earlier as the last one, unless there is one already."""
        if not self.is_active and self.folder is None:
            self.folder, self.project, self._beginning = run.run.path, run.project, run.beginning
            self.recalled.emit(run)

    def follow(self, moved: Mapping[Path, Path]) -> None:
        """Find the last run again where folders of runs were moved; that of a training that is on never is."""
        if self.folder is not None:
            self.folder = moved.get(self.folder, self.folder)

    def pause(self) -> None:
        """Wait before the next batch."""
        if self._state in ("preparing", "running"):
            self._control.pause()
            self._enter("paused")

    def resume(self) -> None:
        """End a pause."""
        if self._state == "paused":
            self._control.resume()
            self._enter("running" if self._under_way else "preparing")

    def stop(self) -> None:
        """End the training before its next batch. What it has reached is kept; `finished` tells when it is over."""
        if self.is_active:
            self._control.stop()
            self._enter("stopping")

    def close(self) -> None:
        """Stop, and wait for the thread. For the end of the application; nothing is delivered afterwards."""
        self._control.stop()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._state = "idle"

    def _begin(self, project: Project, path: Path | None, folder: Path | None) -> None:
        assert not self.is_active
        self.project, self.folder, self._made, self.details = project, folder, folder, ""
        self.is_continuing = folder is not None
        self._control, self._last, self._beginning, self._under_way = Control(), None, None, False
        self._events.clear()
        self._thread = threading.Thread(
            target=self._work, args=(project, path, folder, self._control), name="training", daemon=True
        )
        self._enter("preparing")
        self.started.emit()
        self._thread.start()
        self._timer.start()

    def _work(self, project: Project, path: Path | None, folder: Path | None, control: Control) -> None:
        """Everything below runs on the training thread. Whatever goes wrong is told, never lost."""
        try:
            run = _run(project, path, folder)
            self._made = run.path
            for event in _events(project, run, control):
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

    def _hand_on(self, event: Event) -> None:
        self._last = event
        self.folder = self._made
        if isinstance(event, RunStarted):
            self._under_way = True
            if self._state == "preparing":
                self._enter("running")
        self.happened.emit(event)

    def _end(self) -> None:
        self._timer.stop()
        self._thread = None
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


def _run(project: Project, path: Path | None, folder: Path | None) -> Run:
    """The run in `folder`, or a new one. torch is imported here: the window must not wait for it."""
    from studio.training.runs import Run

    return new_run(project, path) if folder is None else Run.open(folder)


def _events(project: Project, run: Run, control: Control) -> Iterator[Event]:
    from studio.training.loop import train

    return train(snapshot(project), control, run)


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
