"""Going on with any run of the list: read off the UI thread, beside the open project or with the run's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.project import Project
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.ownership import check_is_idle
from studio.ui.background.last_run import RecalledRun, recalled


@dataclass(frozen=True)
class Resumption:
    """A run that can go on with `project`: the open one (`is_open`) where that made the run, or the run's own."""

    run: RecalledRun
    project: Project
    is_open: bool


def resumption(folder: Path, project: Project) -> Resumption:
    """How the run in a folder goes on, the open project given. Raises TrainingError where it cannot."""
    from studio.training.runs import Run
    from studio.training.runs.resume import Beginning

    check_is_idle(folder)
    beginning = Beginning.of(Run.open(folder))  # which says why it cannot go on
    run = recalled(folder)
    if run is None or run.beginning is None:
        raise TrainingError(
            tr("The run “{run}” has no weights to go on from.", run=beginning.title), tr("Start a new training.")
        )
    try:
        beginning.check(snapshot(project))
    except TrainingError:
        if run.project is None:
            raise
        return Resumption(run, run.project, is_open=False)
    return Resumption(run, project, is_open=True)
