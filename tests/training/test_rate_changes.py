"""Another learning rate within a run: told, recorded, and exact when the run goes on later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from trainings import SnapshotOf

from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, Evaluated, Event, RateChanged, RunFailed, RunFinished
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.resume import Beginning
from studio.training.testing import evaluate_run

SCHEDULES = [
    {"kind": "ConstantLR"}, {"kind": "CosineAnnealingLR", "T_max": 3}, {"kind": "ReduceLROnPlateau", "patience": 0},
    {"kind": "StepLR", "step_size": 1},
]  # fmt: skip


def settings(schedule: dict[str, Any]) -> dict[str, Any]:
    from studio.training.schedules import schedules

    return {"schedule": schedules[schedule["kind"]].create({k: v for k, v in schedule.items() if k != "kind"})}


def changed_at(step: int, rate: float, events: Iterator[Event], control: Control, stop: int = 10**9) -> list[Event]:
    """All events of a training whose rate is changed at its first report from this step on."""
    seen = []
    for event in events:
        seen.append(event)
        if isinstance(event, BatchesDone) and event.steps[-1] == step:
            control.change_rate(rate)
        if isinstance(event, BatchesDone) and event.steps[-1] >= stop:
            control.stop()
    return seen


@pytest.mark.usefixtures("reports_at_every_step")
def test_the_new_rate_holds_from_the_next_step_and_is_told_and_recorded(snapshot: SnapshotOf, run_folder: Path) -> None:
    control, start = Control(), snapshot(epochs=1)
    run = Run.create(run_folder, start)
    events = changed_at(5, 0.25, train(start, control, run), control)
    assert [event for event in events if isinstance(event, RateChanged)] == [RateChanged("run", 0, 5, 0.001, 0.25)]
    rates = {event.steps[-1]: event.learning_rate for event in events if isinstance(event, BatchesDone)}
    assert (rates[5], rates[6], rates[22]) == (0.001, 0.25, 0.25)
    assert list(run.events()) == events
    config = run.config()
    assert config["training"]["optimizer"]["lr"] == 0.25
    (stretch,) = config["stretches"]
    old, new = stretch["changed"]["training.optimizer"]
    assert (stretch["step"], old["lr"], new["lr"]) == (5, 0.001, 0.25)


@pytest.mark.usefixtures("reports_at_every_step")
@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda each: each["kind"])
def test_a_run_whose_rate_was_changed_goes_on_exactly_with_the_new_one_only(
    schedule: dict[str, Any], snapshot: SnapshotOf, tmp_path: Path
) -> None:
    start = snapshot(epochs=3, **settings(schedule))
    whole, parts = (Run.create(tmp_path / name, start) for name in ("whole", "parts"))
    control = Control()
    last = changed_at(25, 0.01, train(start, control, whole), control)[-1]
    assert isinstance(last, RunFinished)
    control = Control()
    changed_at(25, 0.01, train(start, control, parts), control, stop=30)
    with pytest.raises(TrainingError, match="lr"):
        Beginning.of(parts).check(start)
    assert isinstance(list(train(start, run=parts))[-1], RunFailed)
    optimizer = start.training.optimizer.changed(lr=0.01)
    slower = snapshot(epochs=3, optimizer=optimizer, **settings(schedule))
    assert isinstance(list(train(slower, run=parts))[-1], RunFinished)
    one, other = (run.checkpoints.read("last").weights for run in (whole, parts))
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.usefixtures("reports_at_every_step")
def test_the_same_rate_changes_and_records_nothing(snapshot: SnapshotOf, run_folder: Path) -> None:
    control, start = Control(), snapshot(epochs=1)
    run = Run.create(run_folder, start)
    before = (run_folder / "config.json").read_bytes()
    events = changed_at(5, 0.001, train(start, control, run), control)
    assert not any(isinstance(event, RateChanged) for event in events)
    assert (run_folder / "config.json").read_bytes() == before


@pytest.mark.usefixtures("reports_at_every_step")
def test_a_run_whose_rate_was_changed_is_tested_by_its_own_document(snapshot: SnapshotOf, run_folder: Path) -> None:
    control, start = Control(), snapshot(epochs=1)
    run = Run.create(run_folder, start)
    events = changed_at(5, 0.25, train(start, control, run), control)
    (there,) = (event for event in events if isinstance(event, Evaluated))
    assert evaluate_run(run, start) == there
    with pytest.raises(TrainingError, match="other settings"):
        evaluate_run(run, snapshot(epochs=1, batch_size=7))
