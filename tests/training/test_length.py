"""A training is as long as it is set to, in epochs or in steps, and goes on as if it had been longer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from trainings import SnapshotOf, TrainAll, batch_losses, batch_steps, epochs, stop_after

from studio.data import Digits
from studio.layers import ParameterError
from studio.project import Project
from studio.project.file import dumps, loads
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.events import Evaluated, Event, RunFailed, RunFinished, RunStarted
from studio.training.learning_rate import rates
from studio.training.loop import train
from studio.training.progress import Progress
from studio.training.runs import Run
from studio.training.runs.resume import Beginning
from studio.training.schedules import schedules

BATCHES = 22
"""Of the digits in an epoch."""


def results(events: list[Event]) -> list[tuple[int, int, Any, bool]]:
    return [(event.epoch, event.step, event.metrics, event.best) for event in epochs(events)]


@pytest.mark.parametrize("given", [{"epochs": 3, "steps": 30}, {"epochs": None}, {"epochs": None, "steps": None}])
def test_one_length_is_given(given: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=r"epochs and steps|neither epochs nor steps"):
        TrainingConfig.create(given)


@pytest.mark.parametrize("steps", [0, -1, 2.5, "30", 10**10])
def test_a_number_of_steps_is_one(steps: Any) -> None:
    with pytest.raises(ParameterError, match="steps of training must be a whole number from 1"):
        TrainingConfig.create({"steps": steps})


def test_another_length_takes_the_place_of_the_one_before() -> None:
    in_steps = TrainingConfig().changed(steps=30)
    assert (in_steps.epochs, in_steps.steps) == (None, 30)
    in_epochs = in_steps.changed(epochs=2)
    assert (in_epochs.epochs, in_epochs.steps) == (2, None)
    assert in_steps.changed(seed=1).steps == 30


def test_a_file_has_the_length_that_is_set(snapshot: SnapshotOf) -> None:
    made = snapshot(steps=30)
    text = dumps(Project("Digits", made.graph, made.data, made.training))
    assert '"steps": 30' in text
    assert '"epochs"' not in text
    assert loads(text).training == made.training


def test_a_file_with_both_lengths_is_told_and_trained_with_neither_unasked() -> None:
    tree = {"format": "nn-studio", "version": 1, "graph": {}, "training": {"epochs": 3, "steps": 30, "batch_size": 8}}
    read = loads(json.dumps(tree))
    (notice,) = read.notices
    assert (notice.severity, notice.code) == ("error", "refused-settings")
    assert "epochs and steps are both given" in notice.message
    assert json.loads(dumps(read))["training"] == tree["training"]


@pytest.mark.parametrize("kind", schedules)
def test_rates_told_beforehand_end_with_the_steps(kind: str) -> None:
    settings = TrainingConfig.create({"schedule": schedules[kind].create({}), "steps": 66})
    told = list(rates(settings, BATCHES))
    assert told == list(rates(settings.changed(epochs=3), BATCHES))
    assert list(rates(settings.changed(steps=30), BATCHES))[:1] == told[:1]
    assert len(list(rates(settings.changed(steps=30), BATCHES))) == 30


def test_whole_epochs_in_steps_are_a_training_of_so_many_epochs(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    whole = list(train(snapshot(epochs=2)))
    events = train_all(snapshot(steps=2 * BATCHES))
    assert batch_losses(events) == batch_losses(whole)
    assert results(events) == results(whole)


def test_a_training_that_ends_within_an_epoch_is_judged_there(
    snapshot: SnapshotOf, train_all: TrainAll, reports_at_every_step: None
) -> None:
    whole, events = list(train(snapshot(epochs=2))), train_all(snapshot(steps=30))
    assert isinstance(events[0], RunStarted)
    assert (events[0].epochs, events[0].steps, events[0].length) == (2, 30, 30)
    assert batch_steps(events) == list(range(1, 31))
    assert batch_losses(events) == batch_losses(whole)[:30]
    assert [(event.epoch, event.step) for event in epochs(events)] == [(1, 22), (2, 30)]
    assert "validation_loss" in epochs(events)[-1].metrics
    assert isinstance(events[-2], Evaluated)
    assert events[-2].epoch == next(event.epoch for event in reversed(epochs(events)) if event.best)
    assert isinstance(events[-1], RunFinished)
    assert (events[-1].reason, events[-1].epoch, events[-1].step) == ("finished", 1, 30)


@pytest.mark.parametrize("accumulate", [1, 4])
def test_a_run_goes_on_for_more_steps_as_if_it_had_been_longer(
    accumulate: int, snapshot: SnapshotOf, train_all: TrainAll, reports_at_every_step: None
) -> None:
    whole = list(train(snapshot(steps=50, accumulate=accumulate)))
    first = train_all(snapshot(steps=30, accumulate=accumulate))
    second = train_all(snapshot(steps=50, accumulate=accumulate))
    assert batch_steps(second) == list(range(31, 51))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert [event.metrics for event in epochs(second)] == [event.metrics for event in epochs(whole)][1:]


def test_a_finished_run_of_steps_has_nothing_left_and_tells_its_result_again(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Any
) -> None:
    settings = snapshot(steps=30)
    first, again = train_all(settings), train_all(settings)
    assert not epochs(again)
    assert isinstance(again[-2], Evaluated)
    assert again[-2].metrics == first[-2].metrics
    beginning = Beginning.of(Run.open(run_folder))
    assert beginning.is_over(settings.training)
    assert not beginning.is_over(settings.training.changed(steps=31))
    assert beginning.is_over(settings.training.changed(epochs=1))
    assert not beginning.is_over(settings.training.changed(epochs=2))


@pytest.mark.parametrize("step", [25, 30])
def test_a_training_in_steps_is_stopped_and_goes_on_exactly(
    step: int, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Any, reports_at_every_step: None
) -> None:
    settings = snapshot(steps=30)
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(step, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert results(first) + results(second) == results(whole)
    assert second[-2].metrics == whole[-2].metrics


def test_a_schedule_over_the_run_keeps_its_length(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    cycle = schedules["OneCycleLR"].create({})
    assert isinstance(train_all(snapshot(steps=30, schedule=cycle))[-1], RunFinished)
    (refused,) = train_all(snapshot(steps=40, schedule=cycle))
    assert isinstance(refused, RunFailed)
    assert "“steps” was 30 and is 40 now" in refused.message


def test_how_far_it_is_is_told_in_steps(snapshot: SnapshotOf, reports_at_every_step: None) -> None:
    progress, told = Progress(), []
    for event in train(snapshot(steps=30, data=Digits(test=0.0))):
        progress.take(event)
        told.append((progress.position_words, progress.share))
    assert told[0] == ("30 steps", 0.0)
    assert ("Step 15 of 30", 0.5) in told
    assert told[-1] == ("Step 30 of 30", 1.0)
