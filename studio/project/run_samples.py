"""The samples of a run or of a project, split and prepared as its training has them."""

from __future__ import annotations

from collections.abc import Mapping

from studio.data.inspection.opened import Opened, open_data
from studio.data.preparation import Preparation
from studio.data.samples import Check, carry_on
from studio.layers.io import Input
from studio.project.model import Project
from studio.project.reading import loads
from studio.training.events import RunStarted
from studio.training.runs import Run


def open_samples(run: Run, check: Check = carry_on) -> Opened:
    """The data of a run. Raises TrainingError and ProjectError, and DataError where they are others by now."""
    kept = run.data()
    of_run = (None, "") if kept is None else (kept.preparation, kept.fingerprint)
    return open_project_samples(loads(run.document()), *of_run, check=check)


def open_project_samples(
    project: Project, preparation: Preparation | None, digest: str = "", *, check: Check = carry_on
) -> Opened:
    """The data of a project, prepared so; others than those of the digest are refused. Raises DataError."""
    layers = (node.layer for node in project.graph.values())
    shape = next((layer.shape for layer in layers if isinstance(layer, Input)), None)
    return open_data(project.data, shape, project.training.seed, check, preparation, digest)


def counts_of(run: Run) -> Mapping[str, int]:
    """How many samples each split had when the run began, less empty ones; none before it has."""
    started = next((event for event in run.events() if isinstance(event, RunStarted)), None)
    counts = {} if started is None else {
        "test": started.test_samples, "validation": started.validation_samples, "train": started.train_samples,
    }  # fmt: skip
    return {name: count for name, count in counts.items() if count}
