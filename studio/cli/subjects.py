"""What a verb is about that takes a project's file or the folder of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.app import checkpoint_named, load_project, refuse_stand_ins
from studio.cli.failures import MISUSED, CommandError
from studio.text import tr

if TYPE_CHECKING:
    from studio.project.exporters import Subject


def subject_at(place: Path, checkpoint: str | None = None, *, allow_code: bool = False) -> Subject:
    """The network of a project's file with its first weights, or that of a run with those of a checkpoint.

    Raises CommandError, ProjectError or TrainingError.
    """
    from studio.project.export import outlined, subject_of

    which = checkpoint_named(checkpoint)
    if not place.is_dir():
        if which is not None:
            raise CommandError(
                tr("“{file}” is no run, and has no checkpoints.", file=place),
                tr("Give the folder of a run, or leave --checkpoint out."),
                MISUSED,
            )
        project = load_project(place, tell=False, allow_code=allow_code)
        refuse_stand_ins(project)
        return outlined(project)
    from studio.project import Project, consents
    from studio.project.reading import loads
    from studio.training.runs import Run

    run = Run.open(place)
    if allow_code:
        consents.allow(loads(run.document()).graph)
    return replace(subject_of(Project(), run), which=which or "best")
