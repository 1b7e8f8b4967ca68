"""The run that a project was trained in last, read off the UI thread when its file is opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.project import Project
from studio.project.errors import ProjectError
from studio.project.reading import loads
from studio.project.runs_of import last_run
from studio.training.errors import TrainingError
from studio.training.events import Event
from studio.training.runs import history
from studio.training.runs.layout import EVENTS
from studio.training.runs.ownership import is_owned
from studio.ui.background.pool import Channel, Pool

if TYPE_CHECKING:
    from studio.training.runs import Run
    from studio.training.runs.resume import Beginning


@dataclass(frozen=True)
class RecalledRun:
    """A run of earlier: `project` is what was trained, `events` what tells how it went, less those of batches.

    `beginning` is None where it cannot go on; `is_trained` says whether another process is training it.
    """

    run: Run
    project: Project | None
    beginning: Beginning | None
    events: tuple[Event, ...]
    is_trained: bool = False


class LastRun(QObject):
    """Looks for the run to be shown with a document."""

    found = Signal(object)  # RecalledRun

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._channel = Channel(pool, "last-run", self)
        self._channel.answered.connect(self._tell)

    def look_for(self, project: Project, path: Path | None) -> None:
        """Tell the run that the project in this file was trained in last, if there is one."""
        self._channel.ask(partial(_last_of, project, path))

    def open(self, folder: Path) -> None:
        """Tell the run in a folder."""
        self._channel.ask(partial(recalled, folder))

    def give_up(self) -> None:
        """Tell nothing of what was asked for."""
        self._channel.withdraw()

    def _tell(self, run: RecalledRun | None) -> None:
        if run is not None:
            self.found.emit(run)


def recalled(folder: Path) -> RecalledRun | None:
    """The run in a folder as far as it can be read; None where it cannot."""
    from studio.training.runs import Run

    try:
        run = Run.open(folder)
        events = tuple(history.telling_events(folder / EVENTS))
    except (TrainingError, OSError):
        return None
    is_trained = is_owned(folder)  # and who trains it has it to the end
    return RecalledRun(run, _project(run), None if is_trained else beginning_of(folder), events, is_trained)


def beginning_of(folder: Path | None, *, is_begun: bool = False) -> Beginning | None:
    """What the run in a folder may go on with; None where it cannot, or was not begun and has no weights."""
    if folder is None:
        return None
    from studio.training.runs import Run
    from studio.training.runs.resume import Beginning

    try:
        run = Run.open(folder)
        return Beginning.of(run) if is_begun or not run.is_new() else None
    except (TrainingError, OSError):
        return None


def _last_of(project: Project, path: Path | None) -> RecalledRun | None:
    last = last_run(project, path)
    return None if last is None else recalled(last.path)


def _project(run: Run) -> Project | None:
    try:
        return loads(run.document())
    except (TrainingError, ProjectError):
        return None
