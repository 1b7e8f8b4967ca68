"""The weights that a project was taken in with: in a run beside its file that was never trained; trainings begin so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.project.identity import identified
from studio.project.model import Project
from studio.project.run_places import beside, places_of
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.imported import is_imported, keep_source
from studio.training.runs.records import read_config

if TYPE_CHECKING:
    from torch import nn

    from studio.data.preparation import Preparation
    from studio.training.runs import Run

NAME = "imported"
"""What the run is called."""


def keep_weights(
    project: Project, path: Path, module: nn.Module, source: dict[str, Any], preparation: Preparation | None
) -> Run:
    """Put weights that were taken in beside the file at `path`, in a run of the project.

    Raises TrainingError or OSError.
    """
    from studio.training.runs import Run
    from studio.training.runs.data_record import DataRecord
    from studio.training.runs.kept import Kept
    from studio.training.runs.layout import DATA

    run = Run.create(_free(beside(path)), snapshot(project))
    try:
        keep_source(run.path, source)
        if preparation is not None:
            DataRecord(preparation, "").write(run.path / DATA)
        kept = Kept.of(module, {}, step=0, epoch=0)
        run.checkpoints.write(kept, kept)
    except BaseException:
        discard(run)
        raise
    return run


def discard(run: Run) -> None:
    """Remove a run that was made a moment ago, and the folder around it where nothing else is in it."""
    import shutil
    from contextlib import suppress

    shutil.rmtree(run.path, ignore_errors=True)
    with suppress(OSError):
        run.path.parent.rmdir()


def imported_run(project: Project, path: Path | None) -> Path | None:
    """The folder of the run with the weights that the project was taken in with, the latest; None without one."""
    if path is None:
        return None
    project = identified(project, path)
    found = [
        folder
        for place in places_of(path)
        for folder in place.glob(f"{NAME}*")
        if is_imported(folder) and _is_of(folder, project)
    ]
    return max(found, key=lambda folder: folder.stat().st_mtime, default=None)


def _is_of(folder: Path, project: Project) -> bool:
    try:
        return bool(read_config(folder).get("project") == project.id)
    except TrainingError:
        return False


def _free(place: Path) -> Path:
    names = (NAME, *(tr("{name} ({number})", name=NAME, number=number) for number in range(2, 10_000)))
    return next(place / str(name) for name in names if not (place / str(name)).exists())
