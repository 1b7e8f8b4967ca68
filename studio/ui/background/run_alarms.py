"""The alarms of the present or last training, as problems of the project that it trains."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.graph import Problem
from studio.project.diagnostics.after_training import as_problem
from studio.training.events import Alarm
from studio.ui.background.last_run import RecalledRun
from studio.ui.background.training_job import TrainingJob


class RunAlarms(QObject):
    """Follows a training; begins anew with each."""

    changed = Signal(object, object)  # the Project that is trained, None without any, and a tuple of Problem

    def __init__(self, job: TrainingJob, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._found: tuple[Problem, ...] = ()
        job.started.connect(self._begin)
        job.forgotten.connect(self._begin)
        job.happened.connect(self._take)
        job.recalled.connect(self._recall)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the training has found."""
        return self._found

    def _begin(self) -> None:
        self._found = ()
        self._tell()

    def _take(self, event: object) -> None:
        if isinstance(event, Alarm) and self._job.project is not None:
            self._found = (*self._found, as_problem(self._job.project, event))
            self._tell()

    def _recall(self, run: RecalledRun) -> None:
        found = [event for event in run.events if isinstance(event, Alarm)] if run.project is not None else []
        self._found = tuple(as_problem(run.project, each) for each in found if run.project is not None)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self._job.project, self._found)
