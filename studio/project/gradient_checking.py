"""Checks the gradients of a project's or a run's own network and loss, on samples of its data or on chance numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.compiler.module import CompileError, inputs_of, outputs_of
from studio.data.errors import DataError
from studio.insight.errors import InsightError
from studio.insight.gradient_check import MOST_ENTRIES, GradientCheck, check_gradients
from studio.insight.samples import taken
from studio.layers.io import Input
from studio.project.exporters import Subject
from studio.project.inspecting import dataset_of, learnt, objective_of
from studio.text import ntr, tr
from studio.training.answers import given_shape
from studio.training.batches import step_seed
from studio.training.errors import TrainingError

SAMPLES = 4
"""So many samples the loss is the mean of."""

PASSES = 5e10
"""Multiply-accumulates that all passes of a check may take together: some ten seconds."""


@dataclass(frozen=True)
class GradientReport:
    """What came of a check. `on_data` is False where samples are chance numbers, `notes` say why, and what else."""

    found: GradientCheck
    on_data: bool
    samples: int
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {
            "parameters": [
                {
                    "name": each.name,
                    "relative_error": each.relative_error,
                    "entries": each.entries,
                    "of": each.numbers,
                    "kinks": each.kinks,
                }
                for each in self.found.parameters
            ],
            "numeric_seconds": self.found.numeric_seconds,
            "backprop_seconds": self.found.backprop_seconds,
            "loss": self.found.loss,
            "samples": {"count": self.samples, "from": "data" if self.on_data else "chance"},
            "notes": list(self.notes),
        }


def gradient_check(
    subject: Subject,
    *,
    entries: int | None = None,
    training: bool = False,
    check: Callable[[], None] = lambda: None,
) -> GradientReport:
    """Hold back-propagation against central differences. `entries` of each parameter are checked, as many as a
    minute allows without it. Raises InsightError, DataError, TrainingError or CompileError."""
    if subject.analysis.errors:
        raise CompileError(subject.analysis.errors)
    objective = objective_of(subject)
    seed = subject.project.training.seed
    inputs, targets, notes = batch_of(subject, seed)
    module, _ = subject.trained
    trained = sum(each.requires_grad for each in module.parameters())
    cost = subject.analysis.total.macs * len(targets) * 2 * max(1, trained)
    fitting = max(1, min(MOST_ENTRIES, int(PASSES / max(1, cost))))
    found = check_gradients(
        module, inputs, targets, objective, entries=entries or fitting, seed=step_seed(seed, 0), training=training,
        check=check,
    )  # fmt: skip
    return GradientReport(found, not notes, len(targets), (*notes, *_said(subject, found)))


def batch_of(subject: Subject, seed: int, most: int = SAMPLES) -> tuple[Sequence[Tensor], Tensor, tuple[str, ...]]:
    """The first samples to train on; chance numbers, and why, where the network does not take those of its data."""
    try:
        dataset = dataset_of(subject)
        count = min(most, len(dataset.train))
        found = taken(subject.project.data, seed, dataset, "train", 0, count)
        return (found.inputs,) * len(inputs_of(subject.project.graph)), found.targets, ()
    except (DataError, InsightError, TrainingError) as error:
        why = tr("Samples are chance numbers. {reason}", reason=error.message)
        return (*_chance(subject, seed, most), (why,))


def _chance(subject: Subject, seed: int, count: int) -> tuple[Sequence[Tensor], Tensor]:
    graph, generator = subject.project.graph, torch.Generator().manual_seed(seed)
    inputs = []
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        numbers = torch.randn(count, *layer.shape, generator=generator)
        inputs.append(torch.zeros_like(numbers).long() if layer.dtype == "int64" else numbers)
    task, classes, positions = learnt(subject)
    shape = given_shape(subject.analysis, outputs_of(graph)[0])
    if task in ("classes", "pixels", "positions"):
        axes = {"classes": (), "pixels": shape[1:], "positions": (positions,)}[task]
        return inputs, torch.randint(max(1, len(classes)), (count, *axes), generator=generator)
    numbers = torch.rand(count, *shape, generator=generator)
    return inputs, numbers.round() if task == "labels" else numbers


def _said(subject: Subject, found: GradientCheck) -> tuple[str, ...]:
    notes = []
    kinks = sum(each.kinks for each in found.parameters)
    if kinks:
        notes.append(
            ntr(
                "{count} number was left out: the loss has a kink there (from ReLU or maxima), and no derivative.",
                "{count} numbers were left out: the loss has a kink there (from ReLU or maxima), and no derivative.",
                kinks,
            )
        )
    frozen = subject.analysis.total.frozen_parameters
    if frozen:
        notes.append(
            ntr("{count} frozen parameter was not checked.", "{count} frozen parameters were not checked.", frozen)
        )
    return tuple(notes)
