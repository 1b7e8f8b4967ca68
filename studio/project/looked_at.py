"""Whose weights the drawn network is looked at with: its first ones, or those of a run of the same network."""

from __future__ import annotations

from pathlib import Path

from studio.insight.errors import InsightError
from studio.project.export import difference, outlined, subject_of
from studio.project.exporters import Subject
from studio.project.model import Project
from studio.text import tr
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Which


def looked_at(project: Project, folder: Path | None, which: Which = "best") -> Subject:
    """The network as it is drawn, with the preparation of the run in a folder whose weights it gets.

    Raises InsightError where the run is of another network, and TrainingError or ProjectError where it cannot be read.
    """
    if folder is None:
        return outlined(project)
    run = Run.open(folder)
    other = difference(project, run)
    if other:
        raise InsightError(
            tr("The weights of the run “{run}” are of another network: {difference}.", run=run.name, difference=other),
            tr("Open the run's network, or look at the first weights."),
        )
    own = subject_of(project, run)
    return Subject(own.project, run, own.preparation, which=which)
