"""Trainings beside the window: that of the document shown is told as it goes, those of the others go on unseen."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from studio.files import cause
from studio.project import Project
from studio.project.new_run import Start, new_run
from studio.project.prospect import Prospect, in_pause, prospect
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.events import Event, RunStarted
from studio.training.launch import Launching
from studio.ui.background.event_source import EventSource
from studio.ui.background.last_run import RecalledRun
from studio.ui.background.training import State, Training
from studio.ui.background.trainings import Trainings

if TYPE_CHECKING:
    from torch import Tensor

    from studio.training.runs import Run

DRAIN = 50
"""Milliseconds between looks at the queue while a training is on."""

OVERDUE = 20
"""Seconds after which a process that was asked to stop may hang."""


class TrainingJob(QObject):
    """At most one training begun here at a time. It works on the project as it was at the start; editing goes on
    meanwhile.

    Each document has its training, and all that is asked and told is of the document that is shown.
    """

    started = Signal()
    happened = Signal(object)  # Event, in order
    finished = Signal(object)  # RunFinished or RunFailed, when the thread has ended; the last signal of a training
    state_changed = Signal(str)  # State
    recalled = Signal(object)  # RecalledRun: what is known of the last run, or of the one of the document shown now
    refused = Signal(str, str)  # message, remedy: what was asked of a training was not done
    overdue = Signal()  # a process that was asked to stop has not answered for long: `end_process` ends it
    forgotten = Signal()  # there is no last run any more
    ended_unseen = Signal(object, object)  # Project and RunFinished or RunFailed: of a document that is not shown
    changed = Signal()  # of some document a training began or ended

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trainings = Trainings()
        self._timer = QTimer(self, interval=DRAIN)
        self._timer.timeout.connect(self._drain)
        self.launching = Launching()
        """Where the next training runs."""

    @property
    def state(self) -> State:
        """What the training does at the moment."""
        return self._now.state

    @property
    def is_active(self) -> bool:
        """Whether there is a training, be it in preparation or paused."""
        return self._now.is_active

    @property
    def availability(self) -> str:
        """The state or, where nothing is trained of what is shown, `elsewhere` while another document is trained."""
        is_elsewhere = not self.is_active and self.trainings.elsewhere is not None
        return "elsewhere" if is_elsewhere else self.state

    @property
    def folder(self) -> Path | None:
        """The run's folder, once it is known."""
        return self._now.folder

    @property
    def has_weights(self) -> bool:
        """Whether the last training, or the present one, came so far that there are weights."""
        return self._now.has_weights

    @property
    def project(self) -> Project | None:
        """What is or was trained."""
        return self._now.project

    @property
    def is_continuing(self) -> bool:
        """Whether the present or last training goes on with an earlier run."""
        return self._now.is_continuing

    @property
    def remark(self) -> str:
        """What is to be told of a new run: where it lies, or whose weights it began with."""
        return self._now.remark

    @property
    def details(self) -> str:
        """What is known beyond the message of an unexpected failure."""
        return self._now.details

    @property
    def goes_on_alone(self) -> bool:
        """Whether there is a training that goes on when the window is closed."""
        return self.is_active and self._now.source.goes_on_alone

    def show(self, document: Hashable) -> None:
        """Tell from now on of the training of another document: first all that is known of it."""
        state = self.state
        if not self.trainings.show(document):
            return
        self.forgotten.emit()
        if self.state != state:
            self.state_changed.emit(self.state)
        if (known := self._now.recalled) is not None:
            self.recalled.emit(known)
        elif self.is_active:
            self.started.emit()
        self.changed.emit()

    def take_over(self, other: TrainingJob) -> None:
        """Have the trainings of another window that goes, and tell of them here; it tells nothing any more."""
        other._timer.stop()
        self.trainings, other.trainings = other.trainings, Trainings()
        self.launching = other.launching
        self.trainings.show(None)
        if any(each.thread is not None for each in self.trainings.all):
            self._timer.start()

    def let_go(self, document: Hashable) -> None:
        """A document that is not shown was closed: end its training, unless that goes on alone."""
        if self.trainings.let_go(document):
            self.changed.emit()

    def prospect(self, project: Project) -> Prospect:
        """What Train would do: whether the last run goes on with this project, as the run itself tells."""
        return Prospect() if self.is_active else prospect(self._now.beginning, project, self.project)

    def can_continue(self, project: Project) -> bool:
        """Whether the last run goes on with this project, and something is left to train."""
        return self.prospect(project).continues

    def start(self, project: Project, path: Path | None = None, start: Start | None = None) -> None:
        """Train the project as it is now, in a new run where those of the file at `path` lie.

        `start` says whose weights it begins with where these are not new.
        """
        if self._may_begin():
            self._begin(project, None, partial(_new, project, path, start), EventSource(self.launching))

    def go_on(self, project: Project) -> None:
        """Continue the last run, exactly where it was, up to the epochs of this project."""
        assert self.can_continue(project)
        assert self.folder is not None
        if self._may_begin():
            self._begin(project, self.folder, partial(_opened, self.folder), EventSource(self.launching))

    def forget(self) -> None:
        """Let go of the last run; a training that is on goes on."""
        if not self.is_active:
            self._now.forget()
            self.forgotten.emit()

    def recall(self, run: RecalledRun) -> None:
        """Have a run of earlier as the last one, unless there is one already; one that is being trained is followed."""
        if self.is_active or self.folder is not None:
            return
        if run.is_trained and run.project is not None:
            self._begin(run.project, run.run.path, partial(_opened, run.run.path), EventSource(None))
        else:
            self._now.recall(run)
            self.recalled.emit(run)

    def follow(self, moved: Mapping[Path, Path]) -> None:
        """Find last runs again where folders of runs were moved; that of a training that is on never is."""
        for each in self.trainings.all:
            if each.folder is not None:
                each.folder = moved.get(each.folder, each.folder)

    def leave(self) -> None:
        """Follow a training in a process of its own no longer; it goes on, and its run is in the list."""
        if self.goes_on_alone:
            self._now.source.leave()

    def pause(self) -> None:
        """Wait before the next batch."""
        if self.state in ("preparing", "running") and self._reaches(self._now.source.control.pause):
            self._enter(self._now, "paused")

    def in_pause(self, project: Project) -> str:
        """What the settings of the project mean for a training that waits, in words; "" where nothing can be changed.

        Their learning rate is taken when the pause ends.
        """
        self._now.wanted_rate = None
        if self.state != "paused" or self.project is None:
            return ""
        rate = self.project.training.optimizer.lr if self._now.rate is None else self._now.rate
        self._now.wanted_rate, words = in_pause(self.project, rate, project)
        return words

    def resume(self) -> None:
        """End a pause."""
        if self.state == "paused" and self._now.wanted_rate is not None:
            if not self._reaches(partial(self._now.source.control.change_rate, self._now.wanted_rate)):
                return
            self._now.rate, self._now.wanted_rate = self._now.wanted_rate, None
        if self.state == "paused" and self._reaches(self._now.source.control.resume):
            self._enter(self._now, "running" if self._now.is_under_way else "preparing")

    def weights(self) -> Mapping[str, Tensor] | None:
        """The weights of a training in this process as of a moment ago, and newer ones for the next time; else None."""
        if not self.is_active:
            return None
        self._now.source.control.look()
        return self._now.source.control.weights

    def stop(self) -> None:
        """End the training before its next batch. What it has reached is kept; `finished` tells when it is over."""
        if self.is_active and self._reaches(self._now.source.control.stop):
            self._now.asked = perf_counter()
            self._enter(self._now, "stopping")

    def end_process(self) -> None:
        """End a process that does not answer, at once; what it has saved is whole."""
        if self.goes_on_alone and self.folder is not None:
            try:
                self._now.source.end(self.folder)
            except TrainingError as error:
                self.refused.emit(error.message, error.remedy)

    def stop_all(self) -> None:
        """End what is trained in this process, of whichever document."""
        for each in self.trainings.of_this_process:
            each.source.control.stop()
            self._enter(each, "stopping")

    def close(self) -> None:
        """Stop what runs in this process, and wait for the threads; what has a process of its own goes on.

        For the end of the application; nothing is delivered afterwards.
        """
        self._timer.stop()
        for each in self.trainings.all:
            each.source.leave()
        for each in self.trainings.all:
            if each.thread is not None:
                each.thread.join()
                each.thread = None
            each.state = "idle"

    @property
    def _now(self) -> Training:
        return self.trainings.shown

    def _may_begin(self) -> bool:
        """Whether a training may begin now; else it is told why not."""
        other = self.trainings.elsewhere
        if other is not None:
            self.refused.emit(
                tr("“{name}” is being trained, in another tab.", name=other.name),
                tr("Wait until that is over, or stop it there; it can be continued later."),
            )
        return other is None

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
        training = self._now
        training.begin(project, folder, run, source)
        self._enter(training, "preparing")
        self.started.emit()
        assert training.thread is not None
        training.thread.start()
        self._timer.start()
        self.changed.emit()

    def _drain(self) -> None:
        """Hand on what has arrived; when a thread has ended, all that is left and then the end."""
        for training in self.trainings.all:
            if training.thread is not None:
                self._drain_one(training, training.thread.is_alive())
        if not any(each.thread is not None for each in self.trainings.all):
            self._timer.stop()

    def _drain_one(self, training: Training, is_alive: bool) -> None:
        while training.events:
            self._hand_on(training, training.events.popleft())
        if not is_alive:
            self._end(training)
        elif training is self._now and self._is_overdue:
            training.asked = math.inf  # said once
            self.overdue.emit()

    @property
    def _is_overdue(self) -> bool:
        is_asked = self.state == "stopping" and self.goes_on_alone
        return is_asked and perf_counter() - self._now.asked > OVERDUE

    def _hand_on(self, training: Training, event: Event) -> None:
        training.take(event)
        if isinstance(event, RunStarted):
            training.is_under_way = True
            if training.state == "preparing":
                self._enter(training, "running")
        if training is self._now:
            self.happened.emit(event)

    def _end(self, training: Training) -> None:
        was_left, last = training.source.is_left, training.last
        ended = training.end()
        is_shown = training is self._now
        if was_left and self.trainings.is_let_go(training):
            self.trainings.forget(training)
        elif was_left:
            self._enter(training, "idle")
            training.forget()
            if is_shown:
                self.forgotten.emit()
        else:
            if is_shown and ended is not last:
                self.happened.emit(ended)
            self._enter(training, "idle")
            (self.finished.emit(ended) if is_shown else self.ended_unseen.emit(training.project, ended))
        self.changed.emit()

    def _enter(self, training: Training, state: State) -> None:
        if state != training.state:
            training.state = state
            if training is self._now:
                self.state_changed.emit(state)


def _new(project: Project, path: Path | None, start: Start | None) -> Run:
    """torch is imported here and in `_opened`: the window must not wait for it."""
    return new_run(project, path, start)


def _opened(folder: Path) -> Run:
    from studio.training.runs import Run

    return Run.open(folder)
