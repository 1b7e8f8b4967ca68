"""The folder of a new run of a project: in the project's own place, or among the user's runs where it has to be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio import paths
from studio.project.imported_weights import imported_run
from studio.project.model import Project
from studio.project.run_places import place_for, remember
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.errors import TrainingError

if TYPE_CHECKING:
    from studio.training.runs import Run
    from studio.training.runs.checkpoint_index import Which


@dataclass(frozen=True)
class Start:
    """Whose weights a run begins with: those of a checkpoint of the run in a folder."""

    run: Path
    which: Which = "best"


def new_run(project: Project, path: Path | None, start: Start | None = None) -> Run:
    """Begin a run of the project in the file at `path`; where its place cannot be written, among the user's runs.

    The run tells then why it lies there. With `start` it begins with weights of another run, and tells in which nodes.
    Without, it begins with the weights that the project was taken in with, where it was. Raises TrainingError where it
    can be kept in neither, or takes nothing of the other run, and CompileError.
    """
    start = start or usual_start(project, path)
    place = place_for(path)
    if place == paths.runs():
        return _begun(place, project, start)
    try:
        run = _begun(place, project, start)
    except TrainingError as error:
        with suppress(OSError):
            place.rmdir()  # where nothing but the attempt is in it
        remark = tr("The run is kept in “{folder}”. {reason}", folder=paths.runs(), reason=error.message)
        return _begun(paths.runs(), project, start, remark)
    remember(place)
    return run


def _begun(place: Path, project: Project, start: Start | None, remark: str = "") -> Run:
    from studio.training.runs import Run, new_folder

    folder = new_folder(project.name, place)
    if start is None:
        return Run.create(folder, snapshot(project), remark)
    from studio.training.branching import branched

    return branched(folder, snapshot(project), Run.open(start.run), start.which)


def usual_start(project: Project, path: Path | None) -> Start | None:
    """What a training begins with where nobody says so: the weights that the project was taken in with, if it was.

    None too where the network has nothing in common with them any more.
    """
    folder = imported_run(project, path)
    if folder is None:
        return None
    from studio.compiler.module import compile_graph
    from studio.training.branching import taken
    from studio.training.runs import Run

    try:
        taken(Run.open(folder), "best", project.graph, compile_graph(project.graph, seed=0))
    except TrainingError:
        return None
    return Start(folder)
