"""A set of runs beside the window: each is trained in a process of its own, and what happens is told here."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from studio.layers.custom import is_allowed
from studio.project import Project
from studio.project.errors import ProjectError
from studio.project.new_run import Start, usual_start
from studio.project.run_places import place_for, remember
from studio.project.sweeps.amount import Amount
from studio.text import ntr, tr
from studio.training.control import Control
from studio.training.errors import TrainingError

if TYPE_CHECKING:
    from studio.project.sweeps.plan import Plan
    from studio.project.sweeps.running import Told
    from studio.project.sweeps.unfinished import Unfinished

    Prepared = tuple[Path, Project, Plan, Start | None]
    """The folder of a set, the project and plan of its runs, and what they begin with where it is a new one."""

DRAIN = 100
"""Milliseconds between looks at what was told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Variations:
    """What is asked for: settings such as `training.optimizer.lr=0.01,0.1`, and how much of them."""

    settings: tuple[str, ...]
    amount: Amount

    def plan(self, project: Project) -> Plan:
        """The runs of a project that these are. Raises TrainingError where one of them cannot be."""
        from studio.project.sweeps.plan import Plan

        amount = self.amount
        return Plan.of(project, self.settings, amount.seeds, amount.method, amount.drawn)

    def count(self, project: Project) -> int:
        """How many runs they are, or may become. Raises TrainingError where one of them cannot be."""
        plan = self.plan(project)
        return self.amount.count * self.amount.seeds if self.amount.method == "optuna" else len(plan.trials)


class SweepJob(QObject):
    """At most one set at a time. Its runs lie where those of the project do, and are listed with them."""

    changed = Signal()  # another is under way, or something about it is another
    finished = Signal()  # all of its processes have ended
    refused = Signal(str, str)  # message, remedy: it could not be begun or gone on with

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._control = Control()
        self._heard: deque[Told | TrainingError | int | str] = deque()
        self._timer = QTimer(self, interval=DRAIN)
        self._timer.timeout.connect(self._drain)
        self.runs = self.ended = self.failed = 0
        self._project = ""

    @property
    def is_active(self) -> bool:
        """Whether runs of a set are being trained."""
        return self._thread is not None

    @property
    def is_stopping(self) -> bool:
        """Whether its runs were asked to end."""
        return self._control.stopped

    @property
    def words(self) -> str:
        """How far it is: `LeNet: 3 of 12 variations are trained, 1 failed`; "" before the number is known."""
        if not self.is_active or not self.runs:
            return ""
        told = ntr("{ended} of {count} variation is trained", "{ended} of {count} variations are trained",
                   self.runs, ended=self.ended)  # fmt: skip
        told = tr("{name}: {told}", name=self._project, told=told)
        if self._control.stopped:
            told = tr("{told}; stopping…", told=told)
        return tr("{told}, {failed} failed", told=told, failed=self.failed) if self.failed else told

    def start(self, project: Project, path: Path | None, wanted: Variations) -> None:
        """Train the variations of a project in the file at `path`, in a new folder where its runs lie."""
        self._begin(partial(_begun, project, path, wanted), wanted.amount.jobs)

    def go_on(self, folder: Path, jobs: int | None = None) -> None:
        """Train what the set in a folder lacks, with the project as it was when that was begun."""
        self._begin(partial(_gone_on, folder), jobs)

    def _begin(self, prepare: Callable[[], Prepared], jobs: int | None) -> None:
        assert not self.is_active
        self._control, self.runs, self.ended, self.failed = Control(), 0, 0, 0
        self._heard.clear()
        self._thread = threading.Thread(
            target=self._work, args=(prepare, jobs, self._control), name="variations", daemon=True
        )
        self._thread.start()
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """End all runs before their next batches; they can be continued one by one."""
        if self.is_active:
            self._control.stop()
            self.changed.emit()

    def take_over(self, other: SweepJob) -> None:
        """Have the set of another window that goes, and tell of it here; it tells nothing any more."""
        other._timer.stop()
        self._thread, other._thread = other._thread, None
        self._control, self._heard = other._control, other._heard
        other._control = Control()
        self.runs, self.ended, self.failed = other.runs, other.ended, other.failed
        if self.is_active:
            self._timer.start()
            self.changed.emit()

    def close(self) -> None:
        """Stop, and wait for all processes. For the end of the application."""
        self._control.stop()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self, prepare: Callable[[], Prepared], jobs: int | None, control: Control) -> None:
        """Everything below runs on the thread of the set. Whatever goes wrong is told, never lost."""
        try:
            self._train(*prepare(), jobs, control)
        except TrainingError as error:
            self._heard.append(error)
        except ProjectError as error:
            self._heard.append(TrainingError(error.message, error.remedy))
        except Exception as error:
            _log.exception("The variations failed unexpectedly")
            reason = f"{type(error).__name__}: {error}"
            failed = tr("Training the variations failed inside NN Studio: {reason}", reason=reason)
            self._heard.append(TrainingError(failed, tr("The runs that are there are intact.")))

    def _train(
        self, folder: Path, project: Project, plan: Plan, start: Start | None, jobs: int | None, control: Control
    ) -> None:
        from studio.project.sweeps.record import Record
        from studio.project.sweeps.running import Workers, train_all
        from studio.project.sweeps.sources import source_of

        workers = Workers.of(jobs, project.training.device, allow_code=is_allowed(project.graph))
        with Record.opened(folder, project, plan) as record:
            record.begin_with(start)
            source = source_of(record, project.training.seed)
            self._heard.append(project.name)
            self._heard.append(len(record.missing()) + record.plan.to_come)
            for told in train_all(record, source, workers, control):
                self._heard.append(told)

    def _drain(self) -> None:
        assert self._thread is not None
        over, heard = not self._thread.is_alive(), bool(self._heard)
        while self._heard:
            self._take(self._heard.popleft())
        if over:
            self._timer.stop()
            self._thread = None
        if heard or over:
            self.changed.emit()
        if over:
            self.finished.emit()

    def _take(self, heard: Told | TrainingError | int | str) -> None:
        if isinstance(heard, int):
            self.runs = heard
        elif isinstance(heard, str):
            self._project = heard
        elif isinstance(heard, TrainingError):
            self.refused.emit(heard.message, heard.remedy)
        else:
            self.ended += heard.state in ("finished", "pruned")
            self.failed += heard.state == "failed"


def _begun(project: Project, path: Path | None, wanted: Variations) -> Prepared:
    """A new set where the runs of the project lie."""
    from studio.training.runs import new_folder

    plan, place = wanted.plan(project), place_for(path)
    remember(place)
    return new_folder(tr("{name} variations", name=project.name), place), project, plan, usual_start(project, path)


def _gone_on(folder: Path) -> Prepared:
    """The set in a folder, which keeps itself what it begins with."""
    from studio.project.sweeps.unfinished import to_go_on

    return folder, *to_go_on(folder), None


def unfinished_sets_of(project: Project, path: Path | None) -> list[Unfinished]:
    """The sets of runs of a project that lack some."""
    from studio.project.sweeps.unfinished import unfinished_sets

    return unfinished_sets(project, path)
