"""The learning rate over a run is torch's own, is told, and goes on exactly."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler
from trainings import SnapshotOf, TrainAll, batch_losses, epochs, small_network, stop_after

from studio.compiler.module import compile_graph
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, Event, RunFailed, RunFinished
from studio.training.learning_rate import LearningRate, rates
from studio.training.loop import train
from studio.training.optimizers import SGD
from studio.training.rate_course import course
from studio.training.runs import Run
from studio.training.runs.records import read_sealed, write_sealed
from studio.training.schedules import schedules

BATCHES, EPOCHS = 7, 12
CHOSEN: dict[str, dict[str, Any]] = {
    "ConstantLR": {"factor": 0.5, "total_iters": 3},
    "StepLR": {"step_size": 2, "gamma": 0.5},
    "MultiStepLR": {"milestones": [1, 3]},
    "CosineAnnealingLR": {"T_max": 5, "eta_min": 0.001},
    "CosineAnnealingWarmRestarts": {"T_0": 2, "T_mult": 2},
    "LinearLR": {"start_factor": 0.5, "total_iters": 4},
    "PolynomialLR": {"total_iters": 6, "power": 2.0},
    "OneCycleLR": {"max_lr": 0.2},
    "ReduceLROnPlateau": {"patience": 0, "threshold": 0.5},
}


def training(kind: str, **settings: Any) -> TrainingConfig:
    schedule = schedules[kind].create(CHOSEN.get(kind, {}))
    return TrainingConfig.create({"optimizer": SGD(lr=0.1), "schedule": schedule, "epochs": EPOCHS, **settings})


def by_torch(kind: str, losses: list[float]) -> list[float]:
    """The rates of a plain loop with torch's class, stepped as its documentation shows."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    options = dict(CHOSEN.get(kind, {})) or {"gamma": 0.9}
    if kind == "OneCycleLR":
        options |= {"total_steps": EPOCHS * BATCHES, "cycle_momentum": False}
    if kind == "LinearLR":
        options |= {"end_factor": 0.1}
    scheduler = getattr(lr_scheduler, kind)(optimizer, **options)
    found = []
    for loss in losses:
        for _ in range(BATCHES):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if kind == "OneCycleLR" and len(found) < EPOCHS * BATCHES:
                scheduler.step()
        if kind == "ReduceLROnPlateau":
            scheduler.step(loss)
        elif kind != "OneCycleLR":
            scheduler.step()
    return found


@pytest.mark.parametrize("kind", schedules)
def test_the_rates_told_beforehand_are_those_of_torch(kind: str) -> None:
    told = list(rates(training(kind), BATCHES))
    assert told == by_torch(kind, [-float(epoch) for epoch in range(EPOCHS)])
    assert (len(set(told)) > 1) == (kind != "ReduceLROnPlateau")


@pytest.mark.parametrize("kind", schedules)
def test_a_schedule_by_default_keeps_to_the_names_of_torch(kind: str) -> None:
    settings = TrainingConfig.create({"schedule": schedules[kind].create({})})
    assert len(list(rates(settings, 3))) == 30


@pytest.mark.parametrize("kind", schedules)
@pytest.mark.parametrize(("warmup", "length"), [(0, {}), (7, {}), (7, {"epochs": None, "steps": 21}), (500, {})])
@pytest.mark.parametrize("most", [4, 400])
def test_a_picture_of_the_rates_has_some_of_those_of_the_run(
    kind: str, warmup: int, length: dict[str, Any], most: int
) -> None:
    settings = training(kind, warmup_steps=warmup, **length)
    every = list(rates(settings, BATCHES))
    found = course(settings, BATCHES, most)
    assert found.length == len(every)
    assert (found.steps[0], found.steps[-1]) == (1, len(every))
    assert list(found.rates) == pytest.approx([every[step - 1] for step in found.steps], rel=1e-12)
    if most == 400:
        assert {*found.rates} >= {every[at] for at in range(0, len(every), BATCHES)}
    assert len(found.steps) <= most + 5


@pytest.mark.parametrize("kind", schedules)
def test_a_picture_of_a_very_long_run_takes_no_step_of_it_one_by_one(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LearningRate, "step", lambda self: pytest.fail("a step was taken"))
    found = course(training(kind, epochs=200, warmup_steps=1000), 5_000)
    assert found.length == 1_000_000
    assert len(found.steps) <= 405


def test_the_default_changes_nothing() -> None:
    assert set(rates(TrainingConfig.create({"optimizer": SGD(lr=0.1)}), BATCHES)) == {0.1}


def test_the_warm_up_grows_evenly_to_the_rate_of_the_schedule() -> None:
    plain, warm = (list(rates(training("StepLR", warmup_steps=steps), BATCHES)) for steps in (0, 5))
    assert warm[:5] == pytest.approx([0.02, 0.04, 0.06, 0.08, 0.1])
    assert warm[4:] == plain[4:]


def told(events: list[Event]) -> dict[int, float | None]:
    """The rate of each step."""
    return {event.steps[-1]: event.learning_rate for event in events if isinstance(event, BatchesDone)}


@pytest.mark.parametrize("kind", schedules)
def test_a_training_takes_its_steps_at_the_rates_told_beforehand_and_goes_on_exactly(
    kind: str, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    schedule = schedules[kind].create(CHOSEN.get(kind, {}))
    optimizer = SGD(lr=0.1, momentum=0.9)
    settings = snapshot(schedule=schedule, warmup_steps=3, optimizer=optimizer, epochs=4, batch_size=256)
    whole = train_all(settings)
    batches = epochs(whole)[0].step
    if kind != "ReduceLROnPlateau":
        expected = list(rates(settings.training, batches))
        assert told(whole) == {step: expected[step - 1] for step in told(whole)}
        assert [event.learning_rate for event in epochs(whole)] == [expected[event.step - 1] for event in epochs(whole)]
    for stop in (batches + 2, 2 * batches):
        control, run = Control(), Run.create(tmp_path / f"stopped {stop}", settings)
        first = stop_after(stop, train(settings, control, run), control)
        second = list(train(settings, None, Run.open(run.path)))
        assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
        assert told(first) | told(second) == told(whole)
        mine = [(event.metrics, event.learning_rate) for event in epochs(first) + epochs(second)]
        assert mine == [(event.metrics, event.learning_rate) for event in epochs(whole)]


def test_the_rate_falls_where_the_loss_of_the_validation_samples_stays(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    schedule = schedules["ReduceLROnPlateau"].create({"patience": 0, "threshold": 0.9, "factor": 0.5})
    done = epochs(train_all(snapshot(schedule=schedule, optimizer=SGD(lr=0.1), epochs=4)))
    assert [event.learning_rate for event in done] == [0.1, 0.1, 0.05, 0.025]


def test_a_schedule_that_spans_the_run_holds_on_to_its_epochs(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    schedule = schedules["OneCycleLR"].create({})
    train_all(snapshot(schedule=schedule, epochs=1))
    (failed,) = train_all(snapshot(schedule=schedule, epochs=2))
    assert isinstance(failed, RunFailed)
    assert "epochs" in failed.message


def test_a_run_of_a_version_without_schedules_goes_on(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    checkpoints, model = Run.open(run_folder).checkpoints, compile_graph(small_network(), seed=0)
    Run.open(run_folder).load_weights(model, "last")
    state = {name: value for name, value in checkpoints.state().items() if name != "learning_rate"}
    checkpoints.save(model, state, step=checkpoints.entries()["last"].step, epoch=1, best=True)
    config = read_sealed(run_folder / "config.json")
    del config["training"]["schedule"], config["training"]["warmup_steps"]
    write_sealed(run_folder / "config.json", config)
    second = train_all(snapshot(epochs=2))
    assert isinstance(second[-1], RunFinished)
    assert second[-1].epoch == 2


@pytest.mark.parametrize("losses", [None, [], [1.0, 2.0], ["a"], [math.nan]])
def test_a_state_that_lacks_what_the_schedule_has_watched_is_refused(losses: Any) -> None:
    rate = LearningRate(training("ReduceLROnPlateau"), 0)
    with pytest.raises(TrainingError, match="schedule watches"):
        rate.restore({"losses": losses}, epochs=1, steps=7)
