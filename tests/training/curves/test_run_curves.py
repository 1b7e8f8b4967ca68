"""The curves of a run are what its events tell, over steps, epochs or time, also when it goes on later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.training.curves.reading import read_curves
from studio.training.curves.run_curves import RunCurves
from studio.training.events import BatchesDone, EpochDone, RunStarted
from studio.training.runs import history
from studio.training.runs.layout import EVENTS

STARTED = RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 10, 0, "", ("accuracy",))


def batches(*steps: int, seconds: float, rate: float | None = 0.1) -> BatchesDone:
    losses = tuple(1.0 / step for step in steps)
    return BatchesDone("run", 1, steps, losses, 10.0, seconds, {"accuracy": 0.5}, rate)


def run(*events: object) -> RunCurves:
    curves = RunCurves(window=2)
    for event in (STARTED, *events):
        curves.take(event)  # type: ignore[arg-type]
    return curves


def test_each_step_has_its_loss_and_each_report_its_metrics() -> None:
    curves = run(batches(1, 2, 3, seconds=0.3), batches(4, 5, seconds=0.5))
    assert list(curves["loss"].batches.steps) == [1, 2, 3, 4, 5]
    assert list(curves["accuracy"].batches.steps) == [3, 5]
    assert list(curves["learning_rate"].batches.values) == [0.1, 0.1]
    assert len(curves["loss"].smoothed.series) == 5
    assert curves.names == ("loss", "accuracy")
    assert not curves.steers_rate


def test_epochs_lie_at_their_last_step() -> None:
    values = {"loss": 0.5, "accuracy": 0.6, "validation_loss": 0.7}
    curves = run(batches(*range(1, 11), seconds=1.0), EpochDone("run", 1, 10, True, 1.2, values))
    assert list(curves["loss"].validation.steps) == [10]
    assert list(curves["loss"].validation.values) == [0.7]
    assert list(curves["accuracy"].training.values) == [0.6]
    assert curves.x_of(curves["loss"].validation.steps, "epoch") == [1.0]


def test_a_run_that_goes_on_forgets_what_came_after_the_step_it_goes_on_from() -> None:
    curves = run(batches(1, 2, 3, 4, 5, 6, seconds=0.6), replace(STARTED, step=4), batches(5, seconds=0.9))
    assert list(curves["loss"].batches.steps) == [1, 2, 3, 4, 5]
    whole = run(batches(1, 2, 3, 4, 5, seconds=1.0))
    assert np.allclose(curves["loss"].smoothed.series.values, whole["loss"].smoothed.series.values)
    assert curves.last_step == 5


def test_a_run_that_begins_anew_has_none_of_the_earlier_points() -> None:
    curves = run(batches(1, 2, 3, seconds=0.3), replace(STARTED, metrics=("mae",)))
    assert curves.names == ("loss", "mae")
    assert curves["loss"].is_empty
    assert curves["accuracy"].is_empty
    assert curves.last_step == 0


def test_time_is_that_of_the_reports_and_in_proportion_between_them() -> None:
    curves = run(batches(1, 2, 3, 4, seconds=2.0), batches(5, 6, seconds=6.0))
    assert list(curves.x_of([0, 2, 4, 5, 6], "time")) == [0.0, 1.0, 2.0, 4.0, 6.0]
    assert curves.step_at(4.0, "time") == 5.0


@pytest.mark.parametrize("by", ["step", "epoch", "time"])
def test_a_place_on_an_axis_leads_back_to_its_step(by: str) -> None:
    curves = run(batches(1, 2, 3, 4, seconds=2.0), batches(5, 6, seconds=6.0))
    for step in (1.0, 3.5, 6.0):
        (x,) = curves.x_of([step], by)  # type: ignore[arg-type]
        assert curves.step_at(x, by) == pytest.approx(step)  # type: ignore[arg-type]


def test_the_learning_rate_is_never_smoothed() -> None:
    curves = run(batches(1, seconds=0.1, rate=0.1), batches(2, seconds=0.2, rate=0.01))
    assert list(curves["learning_rate"].smoothed.series.values) == [0.1, 0.01]
    assert curves.steers_rate


def test_a_run_of_a_version_without_learning_rates_has_no_such_curve() -> None:
    assert run(batches(1, seconds=0.1, rate=None))["learning_rate"].is_empty


def test_curves_are_read_from_the_folder_of_a_run(tmp_path: Path) -> None:
    told = (STARTED, batches(1, 2, seconds=0.2), batches(3, seconds=0.3))
    for event in told:
        history.add(tmp_path / EVENTS, event)
    read, live = read_curves(tmp_path, window=2), run(*told[1:])
    for name in ("loss", "accuracy", "learning_rate"):
        assert np.array_equal(read[name].batches.values, live[name].batches.values)
    assert read.batches_per_epoch == 10


OLD = Path(__file__).parent.parent / "old_events"


@pytest.mark.parametrize("name", ["digits", "diabetes"])
def test_runs_of_earlier_versions_have_their_curves(tmp_path: Path, name: str) -> None:
    (tmp_path / EVENTS).write_bytes((OLD / f"{name}.jsonl").read_bytes())
    curves = read_curves(tmp_path, window=5)
    assert len(curves["loss"].batches) == curves.last_step > 0
    assert len(curves["loss"].validation) > 0
    assert len(curves.known) == 2


def test_a_line_cut_short_by_a_crash_costs_nothing_else(tmp_path: Path) -> None:
    for event in (STARTED, batches(1, 2, seconds=0.2)):
        history.add(tmp_path / EVENTS, event)
    with (tmp_path / EVENTS).open("a", encoding="utf-8") as file:
        file.write(batches(3, seconds=0.3).to_json()[:40])
    assert list(read_curves(tmp_path)["loss"].batches.steps) == [1, 2]


def test_a_run_that_told_nothing_has_empty_curves(tmp_path: Path) -> None:
    curves = read_curves(tmp_path)
    assert curves.known == ()
    assert curves.last_step == 0
