"""Sets of runs that were begun and lack some: found where the runs of a project lie, to be gone on with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from studio import paths
from studio.project.errors import ProjectError
from studio.project.file import load
from studio.project.model import Project
from studio.project.run_places import beside, places_of
from studio.project.sweeps.plan import DOCUMENT, SWEEP, Plan, identity
from studio.project.sweeps.record import is_missing
from studio.training.errors import TrainingError
from studio.training.runs.listing import listed_in


@dataclass(frozen=True)
class Unfinished:
    """A set of runs that lacks `missing` of `planned`; of choices that are drawn, as many as may still come."""

    folder: Path
    name: str
    asked: str
    missing: int
    planned: int


def unfinished_sets(project: Project, path: Path | None) -> list[Unfinished]:
    """The sets of runs of the project in the file at `path` that lack some, newest first."""
    own = None if path is None else Path(os.path.realpath(beside(path)))
    found = [_looked_at(folder, project, is_own=folder.parent == own) for folder in _sets(path)]
    return sorted(filter(None, found), key=lambda each: each.folder.name, reverse=True)


def to_go_on(folder: Path) -> tuple[Project, Plan]:
    """The project of a set as it was begun, and its plan. Raises TrainingError or ProjectError."""
    project, plan = load(folder / DOCUMENT), Plan.read(folder)
    assert plan is not None
    return project, replace(plan, project=identity(project))


def _sets(path: Path | None) -> Iterator[Path]:
    for place in dict.fromkeys(Path(os.path.realpath(each)) for each in places_of(path)):
        if place.is_dir():
            yield from (each for each in place.iterdir() if (each / SWEEP).is_file())


def _looked_at(folder: Path, project: Project, *, is_own: bool) -> Unfinished | None:
    """What a set lacks; None for a whole one, for another project's, and for one that cannot be read."""
    try:
        plan = Plan.read(folder)
        document = load(folder / DOCUMENT)
    except (TrainingError, ProjectError):
        return None
    if plan is None or not (is_own or (project.id and document.id == project.id)):
        return None
    runs = {run.path: run for run in listed_in([folder], paths.run_index())}
    missing = sum(each.mark != "pruned" and is_missing(runs.get(folder / each.run)) for each in plan.trials)
    missing, planned = missing + plan.to_come, len(plan.trials) + plan.to_come
    return Unfinished(folder, folder.name, " ".join(plan.asked), missing, planned) if missing else None
