"""The folder of a new run of a project: in the project's own place, or among the user's runs where it has to be."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from studio import paths
from studio.project.model import Project
from studio.project.run_places import place_for, remember
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.errors import TrainingError

if TYPE_CHECKING:
    from studio.training.runs import Run


def new_run(project: Project, path: Path | None) -> Run:
    """Begin a run of the project in the file at `path`; where its place cannot be written, among the user's runs.

    The run tells then why it lies there. Raises TrainingError where it can be kept in neither.
    """
    place = place_for(path)
    if place == paths.runs():
        return _begun(place, project)
    try:
        run = _begun(place, project)
    except TrainingError as error:
        with suppress(OSError):
            place.rmdir()  # where nothing but the attempt is in it
        remark = tr("The run is kept in “{folder}”. {reason}", folder=paths.runs(), reason=error.message)
        return _begun(paths.runs(), project, remark)
    remember(place)
    return run


def _begun(place: Path, project: Project, remark: str = "") -> Run:
    from studio.training.runs import Run, new_folder

    return Run.create(new_folder(project.name, place), snapshot(project), remark)
