"""Runs from before metrics had names are still read: their curves, epochs and results."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest
from trainings import batch_losses, batch_steps, epochs

from studio.training.events import BatchesDone, Evaluated, Event, RunStarted
from studio.training.progress import Progress
from studio.training.runs import Run

OLD = Path(__file__).parent / "old_events"


def events_of(name: str, tmp_path: Path) -> list[Event]:
    """The events of an old run, which had one kind of measure."""
    copy(OLD / f"{name}.jsonl", tmp_path / "events.jsonl")
    return list(Run(tmp_path).events())


@pytest.mark.parametrize("name", ["digits", "diabetes"])
def test_no_event_of_an_old_run_is_lost(name: str, tmp_path: Path) -> None:
    events = events_of(name, tmp_path)
    assert len(events) == len((OLD / f"{name}.jsonl").read_text().splitlines())
    steps = batch_steps(events)
    assert steps == list(range(1, len(steps) + 1))
    assert len(batch_losses(events)) == len(steps)


@pytest.mark.parametrize(
    ("name", "metric", "last", "tested"),
    [
        ("digits", "accuracy", 0.09803921568627451, 0.1037037037037037),
        ("diabetes", "mae", 1.2413407375938015, 1.0878576798872515),
    ],
)
def test_an_old_run_tells_its_values_under_their_names(
    name: str, metric: str, last: float, tested: float, tmp_path: Path
) -> None:
    events = events_of(name, tmp_path)
    started = [event for event in events if isinstance(event, RunStarted)]
    assert {event.metrics for event in started} == {(metric,)}
    for epoch in epochs(events):
        assert set(epoch.metrics) == {"loss", metric, "validation_loss", f"validation_{metric}"}
    assert epochs(events)[-1].validation[metric] == last
    assert all(set(event.metrics) == {metric} for event in events if isinstance(event, BatchesDone))
    progress = Progress()
    for event in events:
        progress.take(event)
    assert isinstance(progress.test, Evaluated)
    assert progress.test.metrics[progress.told.name] == tested


def test_batches_of_an_old_run_have_the_mean_of_their_accuracies(tmp_path: Path) -> None:
    *_, last = [event for event in events_of("digits", tmp_path) if isinstance(event, BatchesDone)]
    assert last.steps == (5, 6)
    assert last.metrics["accuracy"] == pytest.approx((0.09375 + 0.09142857142857143) / 2)


def test_an_old_run_that_is_rewound_is_written_as_of_today(tmp_path: Path) -> None:
    events = events_of("digits", tmp_path)
    run = Run(tmp_path)
    run.rewind(100)
    assert "accuracies" not in (tmp_path / "events.jsonl").read_text()
    assert list(run.events()) == events
