"""A project as a training takes it: the values of this moment, and the text of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.project import consents
from studio.project.model import Project
from studio.project.reading import loads
from studio.project.stand_ins import refuse_missing_plugin
from studio.project.writing import dumps
from studio.training.snapshot import Snapshot

if TYPE_CHECKING:
    from studio.training.runs import Run


def snapshot(project: Project) -> Snapshot:
    """What a training of the project starts from, and what a run is compared with before it goes on."""
    return Snapshot(project.name, project.graph, project.data, project.training, dumps(project), project.id)


def snapshot_of(run: Run, *, allow_code: bool = False) -> Snapshot:
    """That of a run's own document, to judge it by. Raises TrainingError or ProjectError where it cannot be read.

    `allow_code` lets the Python code of its layers run.
    """
    project = loads(run.document())
    refuse_missing_plugin(project)
    if allow_code:
        consents.allow(project.graph)
    return snapshot(project)
