"""The runs of a project, wherever they lie: in the folder beside its file, and by its id everywhere else."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from studio import paths
from studio.project.model import Project
from studio.project.preferences import place_of_runs
from studio.project.run_places import beside, places, places_of, remember
from studio.training.errors import TrainingError
from studio.training.runs.description import Description
from studio.training.runs.layout import DOCUMENT, EVENTS
from studio.training.runs.listing import is_run_folder, listed_in
from studio.training.runs.ownership import is_owned
from studio.training.runs.records import digest, read_config, read_file, read_network


def runs_of(project: Project, path: Path | None) -> list[Description]:
    """All runs of the project in the file at `path`, newest first.

    Those in the folder beside the file are its own whatever their id says: runs may have been copied there.
    """
    found = listed_in(places_of(path), paths.run_index())
    own = "" if path is None else os.path.join(os.path.realpath(beside(path)), "")
    return [run for run in found if _is_of(run, project, own)]


def last_run(project: Project, path: Path | None) -> Description | None:
    """The newest run of the project in which anything was trained, whatever became of it; None without one."""
    return next((run for run in runs_of(project, path) if run.has_begun), None)


def run_of_document(path: Path) -> Path | None:
    """The folder of the run whose own document this file is, unchanged; None for any other file."""
    folder = path.absolute().parent
    if path.name != DOCUMENT or not is_run_folder(folder):
        return None
    try:
        read_config(folder)
        kept = read_network(folder)
        same = kept is None or kept.get("document") == digest(read_file(path))
    except (TrainingError, OSError):
        return None
    return folder if same else None


def runs_of_user() -> list[Description]:
    """All runs of all projects that this user has begun in the window, newest first."""
    return listed_in(places(), paths.run_index())


def bring_beside(project: Project, path: Path, kept: Collection[Path] = ()) -> dict[Path, Path]:
    """Move the runs of a project that has just got its file from the user's folder to beside it.

    Only where each is one step on the same disk, and never a run that is trained, or may be about to be, as nothing has
    happened in it, nor those to be `kept` where they are: what is not moved is found by the project's id. Gives the new
    places by the old ones.
    """
    if not project.id or place_of_runs() is not None or not paths.runs().is_dir():
        return {}
    target, moved = beside(path), {}
    for run in sorted(paths.runs().iterdir()):
        if run not in kept and _may_move(run, project) and _move(run, target / run.name):
            moved[run] = target / run.name
    if moved:
        remember(target)
    return moved


def _is_of(run: Description, project: Project, own: str) -> bool:
    """Whether a run has the project's id, or lies in the folder `own`."""
    return bool((project.id and run.project == project.id) or (own and str(run.path).startswith(own)))


def _may_move(run: Path, project: Project) -> bool:
    try:
        is_own = not run.is_symlink() and read_config(run).get("project") == project.id
        return is_own and (run / EVENTS).exists() and not is_owned(run)
    except (TrainingError, OSError):
        return False


def _move(run: Path, to: Path) -> bool:
    try:
        to.parent.mkdir(exist_ok=True)
        if to.exists():
            return False
        os.rename(run, to)
    except OSError:
        return False
    return True
