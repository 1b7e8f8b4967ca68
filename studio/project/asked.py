"""Opens what a person asks for predictions: a run, a project by its last run, or an exported ONNX file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from studio.compiler.module import inputs_of
from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.data.regular_files import shown
from studio.evaluation.answers import Answering
from studio.evaluation.asking import Asked, of_module
from studio.evaluation.explanations.subject import Explained
from studio.evaluation.inputs.habits import Habits
from studio.project import consents
from studio.project.errors import ProjectError
from studio.project.export import difference, subject_of_run
from studio.project.exporters import Subject
from studio.project.file import load
from studio.project.model import Project
from studio.project.runs_of import run_of_document, runs_of
from studio.text import tr
from studio.training.activation import activation_of
from studio.training.errors import TrainingError
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Which


def asked(path: Path, which: Which = "best", *, allow_code: bool = False) -> Asked:
    """The network of a run's folder, of a project file's last run, or of an ONNX file, to be asked about samples.

    `which` says whose of a run's checkpoints; `allow_code` lets the code of its network run. Raises DataError,
    TrainingError, ProjectError or CompileError.
    """
    if path.suffix.lower() == ".onnx":
        from studio.project.asked_onnx import asked_onnx

        return asked_onnx(path)
    if path.is_dir():
        return asked_run(Run.open(path), which, allow_code=allow_code)
    run = run_of_document(path)
    if run is not None:
        return asked_run(Run(run), which, allow_code=allow_code)
    return _of_project(path, which, allow_code=allow_code)


def asked_run(run: Run, which: Which = "best", *, allow_code: bool = False) -> Asked:
    """The network of a run. Its data need not be at hand. Raises as `asked` does."""
    subject, preparation = with_preparation(run, which)
    if allow_code:
        consents.allow(subject.project.graph)
    module, _ = subject.trained
    project = subject.project
    return Asked(
        of_module(module, len(inputs_of(project.graph)), preparation),
        preparation,
        _answering(project, preparation),
        Habits.of(project.data),
        subject.weights_words,
        subject.notes,
    )


def explained_run(run: Run, which: Which = "best") -> Explained:
    """The network of a run, whose answers are to be explained. Raises as `asked` does, and ExplanationError."""
    subject, preparation = with_preparation(run, which)
    module, _ = subject.trained
    project = subject.project
    return Explained(module, len(inputs_of(project.graph)), preparation, _answering(project, preparation))


def _answering(project: Project, preparation: Preparation) -> Answering:
    """How outputs of the network of a project become answers."""
    return Answering.of(preparation, activation_of(project.training.loss, project.graph))


def with_preparation(run: Run, which: Which) -> tuple[Subject, Preparation]:
    """A run with weights, and how its samples were prepared. Raises TrainingError, ProjectError or DataError."""
    subject = replace(subject_of_run(run), which=which)
    if run.checkpoints.entry(which) is None:
        raise TrainingError(tr("The run “{run}” has no weights yet.", run=run.name), tr("Train it for an epoch first."))
    preparation = subject.preparation
    if preparation is None:
        raise DataError(
            tr("The run “{run}” does not say how its samples were prepared, and its data are not at hand.",
               run=run.name),
            tr("Put the data back where they were, or train anew."),
        )  # fmt: skip
    return subject, preparation


def _of_project(path: Path, which: Which, *, allow_code: bool) -> Asked:
    """The network of the project's last run that has weights. Raises TrainingError where there is none."""
    project = load(path)
    run = next((run for each in runs_of(project, path) if _has_weights(run := Run(each.path))), None)
    if run is None:
        raise TrainingError(
            tr("“{file}” has no run with weights: nothing has been learnt yet.", file=shown(path.name)),
            tr("Train it first, or name the folder of a run."),
        )
    found = asked_run(run, which, allow_code=allow_code)
    changed = difference(project, run)
    if not changed:
        return found
    note = tr("“{file}” is not as it was when the run “{run}” began: {difference}. What answers is the network of the "
              "run.",
              file=shown(path.name), run=run.name, difference=changed)  # fmt: skip
    return replace(found, notes=(*found.notes, note))


def _has_weights(run: Run) -> bool:
    try:
        return run.checkpoints.entry("last") is not None
    except (TrainingError, ProjectError, OSError):
        return False
