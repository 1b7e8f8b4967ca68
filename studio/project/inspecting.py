"""Looks into the network of a project or a run: at what its nodes make of a sample, and at the derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from torch import Tensor

from studio.compiler.module import CompileError, inputs_of, outputs_of
from studio.data.config import Task
from studio.data.dataset import Dataset
from studio.data.inspection.told import target_words
from studio.data.load import described, load
from studio.data.preparation import Preparation
from studio.insight.errors import InsightError
from studio.insight.inspection import Seen, seen
from studio.insight.samples import Taken, taken
from studio.insight.typed import typed_inputs
from studio.insight.typed_target import Wanted
from studio.layers.io import Input
from studio.project.exporters import Subject
from studio.project.questions import Question
from studio.text import tr
from studio.training.answers import given_shape
from studio.training.batches import step_seed
from studio.training.mismatch import Aim
from studio.training.objective import Objective
from studio.training.runs.resume import check_data
from studio.training.suitability import incomparable


@dataclass(frozen=True)
class Inspected:
    """What was seen, and of what: `sample` is None for typed numbers, `target` the words for what is right."""

    seen: Seen
    sample: Taken | None = None
    target: str = ""
    notes: tuple[str, ...] = field(default=())


def inspect(subject: Subject, question: Question) -> Inspected:
    """Run what is asked for through the network of a subject and back.

    Without weights of a run they are those that a training would begin with. Raises InsightError, TrainingError,
    DataError, or CompileError.
    """
    inputs, targets, sample, words = samples_of(subject, question)
    objective = None if targets is None else objective_of(subject)
    module, _ = subject.trained
    found = seen(
        module, subject.analysis, inputs, targets, objective, training=question.training,
        seed=step_seed(subject.project.training.seed, 0),
    )  # fmt: skip
    return Inspected(found, sample, words, _taken_as_they_are(subject, question))


def samples_of(subject: Subject, question: Question) -> tuple[tuple[Tensor, ...], Tensor | None, Taken | None, str]:
    """One batch for each Input, targets where there are any, where they come from, and what is right, in words."""
    graph, sample = subject.project.graph, None
    targets, words = None, ""
    if subject.analysis.errors:
        raise CompileError(subject.analysis.errors)
    if question.sample is None:
        inputs = typed_inputs(graph, question.inputs)
    else:
        dataset = dataset_of(subject)
        project = subject.project
        sample = taken(project.data, project.training.seed, dataset, question.split, question.sample, question.batch)
        inputs, targets = (sample.inputs,) * len(inputs_of(graph)), sample.targets
        words = _words(dataset.preparation, targets) if question.batch == 1 else ""
    if question.target is not None:
        one = _wanted(subject).typed(question.target)
        targets, words = one.expand(len(inputs[0]), *one.shape[1:]), question.target
    return inputs, targets, sample, words


def _words(preparation: Preparation, targets: Tensor) -> str:
    """What is right for one sample, numbers in the units of the data."""
    finish = preparation.finish() if preparation.task == "numbers" else None
    return target_words(preparation, (targets if finish is None else finish(targets))[0])


def dataset_of(subject: Subject) -> Dataset:
    """The data of a subject, prepared as its run has them. Raises DataError, TrainingError or InsightError."""
    project = subject.project
    layers = [project.graph[name].layer for name in inputs_of(project.graph)]
    shapes = {(layer.shape, layer.dtype) for layer in layers if isinstance(layer, Input)}
    wanted = "int64" if project.data.has_tokens else "float32"
    if len(shapes) != 1 or {dtype for _, dtype in shapes} != {wanted}:
        raise InsightError(
            tr("The Inputs of this network do not all take the samples of its data."),
            tr("Give numbers for each of them in place of a sample."),
        )
    ((shape, _),) = shapes
    kept = None if subject.run is None else subject.preparation
    dataset = load(project.data, shape, project.training.seed, preparation=kept)
    if subject.run is not None:
        check_data(subject.run, dataset)
    return dataset


def objective_of(subject: Subject) -> Objective:
    """What the training of a subject makes small. Raises InsightError where the loss cannot take the outputs."""
    training, analysis = subject.project.training, subject.analysis
    task, classes, positions = learnt(subject)
    for problem, _ in incomparable(analysis, Aim(training.loss, classes, task, 0, False, (), positions)):
        raise InsightError(problem.message, problem.remedy)
    return Objective.of(training.loss, task, training.auxiliary_weight)


def _wanted(subject: Subject) -> Wanted:
    task, classes, positions = learnt(subject)
    shape = given_shape(subject.analysis, outputs_of(subject.project.graph)[0])
    return Wanted(subject.project.training.loss, task, classes, shape, positions)


def learnt(subject: Subject) -> tuple[Task, Sequence[str], int]:
    """Task, names of classes and number of positions: those of the run, else those of the data. Raises DataError."""
    found = subject.preparation if subject.run is not None else None
    if found is not None:
        return found.task, found.classes, found.positions
    described_now = described(subject.project.data)
    return described_now.task, described_now.classes, described_now.positions


def _taken_as_they_are(subject: Subject, question: Question) -> tuple[str, ...]:
    """That typed numbers are not prepared, where samples of the data are."""
    kept = subject.preparation
    if question.sample is not None or kept is None or not kept.finishing:
        return ()
    return (tr("The numbers were taken as the Input takes them: nothing was scaled or shifted."),)
