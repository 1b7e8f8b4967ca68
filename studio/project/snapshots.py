"""A project as a training takes it: the values of this moment, and the text of its file."""

from __future__ import annotations

from studio.project.model import Project
from studio.project.writing import dumps
from studio.training.snapshot import Snapshot


def snapshot(project: Project) -> Snapshot:
    """What a training of the project starts from, and what a run is compared with before it goes on."""
    return Snapshot(project.name, project.graph, project.data, project.training, dumps(project), project.id)
