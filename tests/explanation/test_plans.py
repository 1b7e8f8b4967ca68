"""What the page of a training says of its steps is what the training does."""

from __future__ import annotations

from math import ceil

import pytest

from studio.compiler.analysis import analyse
from studio.data.load import describe, load
from studio.explanation.content import Item
from studio.explanation.formula import Formula
from studio.explanation.page import page
from studio.explanation.plan import Plan, output_shapes, plan_of
from studio.explanation.subject import Subject
from studio.layers.io import Input
from studio.project.templates import template
from studio.training.config import TrainingConfig

EMBEDDED = ("lenet5", "xor-mlp", "multilabel", "autoencoder", "lstm-text")


def items_of(training: TrainingConfig, plan: Plan) -> list[Item]:
    return [item for section in page(Subject(training, plan=plan)).sections for item in section.items]


@pytest.mark.parametrize("name", EMBEDDED)
def test_samples_and_steps_are_those_of_the_data(name: str) -> None:
    project = template(name).load()
    analysis = analyse(project.graph)
    plan = plan_of(project.data, describe(project.data), output_shapes(analysis))
    entry = next(node.layer for node in project.graph.values() if isinstance(node.layer, Input))
    loaded = load(project.data, entry.shape, project.training.seed)
    assert (plan.task, plan.samples) == (loaded.task, len(loaded.train))
    told = {item.quantity: item.value for item in items_of(project.training, plan) if isinstance(item, Formula)}
    steps = ceil(len(loaded.train) / project.training.batch_size)
    assert told["steps in an epoch"] == steps
    assert told["steps in all"] == steps * project.training.epochs


def test_what_is_not_known_is_left_out() -> None:
    project = template("lenet5").load()
    told = items_of(project.training, plan_of(project.data, None, ()))
    quantities = [item.quantity for item in told if isinstance(item, Formula)]
    assert not any(
        "at the start," in quantity or "guessing" in quantity or "epoch" in quantity for quantity in quantities
    )
    assert any("effective batch" in quantity for quantity in quantities)


def test_the_effective_batch_has_all_batches_that_are_accumulated() -> None:
    training = template("lenet5").load().training.changed(batch_size=32, accumulate=4)
    told = {item.quantity: item.value for item in items_of(training, None) if isinstance(item, Formula)}
    assert next(value for quantity, value in told.items() if "effective batch" in quantity) == 128
