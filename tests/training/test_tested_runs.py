"""A run is tested whenever that is asked for, also before its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from trainings import SnapshotOf, TrainAll, stop_after

from studio.data import Digits
from studio.training.control import Control, Stopped
from studio.training.errors import TrainingError
from studio.training.events import Evaluated
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.description import Description
from studio.training.runs.ownership import owned
from studio.training.runs.resume import Beginning
from studio.training.testing import evaluate_run


@pytest.mark.parametrize("length", [{"epochs": 2}, {"steps": 10}, {"steps": 30}], ids=str)
def test_the_result_is_that_of_the_training_itself(
    length: dict[str, int], snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    events = train_all(snapshot(**length))
    (there,) = (event for event in events if isinstance(event, Evaluated))
    assert evaluate_run(Run.open(run_folder), snapshot(**length)) == there


@pytest.mark.usefixtures("reports_at_every_step")
def test_a_stopped_run_is_tested_listed_with_it_and_goes_on_as_if_nothing_had_been(
    snapshot: SnapshotOf, run_folder: Path, tmp_path: Path
) -> None:
    control, settings = Control(), snapshot(epochs=3)
    run = Run.create(run_folder, settings)
    stop_after(30, train(settings, control, run), control)
    last = evaluate_run(run, settings, "last")
    assert last.samples == 270
    assert list(run.events())[-1] == last
    told = Description.of(run_folder)
    assert (told.state, "test_loss" in told.metrics) == ("stopped", False)  # its values are those of the best epoch
    best = evaluate_run(run, settings)
    assert Description.of(run_folder).metrics["test_loss"] == best.metrics["loss"] != last.metrics["loss"]
    other = Run.create(tmp_path / "whole", settings)
    list(train(settings, run=run))
    list(train(settings, run=other))
    assert Description.of(run_folder).metrics == Description.of(tmp_path / "whole").metrics


@pytest.mark.usefixtures("reports_at_every_step")
def test_results_of_earlier_weights_do_not_stand_beside_a_new_best_epoch(
    snapshot: SnapshotOf, run_folder: Path
) -> None:
    run = Run.create(run_folder, snapshot(epochs=1))
    list(train(snapshot(epochs=1), run=run))
    assert "test_loss" in Description.of(run_folder).metrics
    control, longer = Control(), snapshot(epochs=3)
    stop_after(50, train(longer, control, run), control)
    assert run.checkpoints.entries()["best"].epoch == 2
    assert "test_loss" not in Description.of(run_folder).metrics
    tested = evaluate_run(run, longer)
    assert Description.of(run_folder).metrics["test_loss"] == tested.metrics["loss"]


def test_a_run_that_ended_early_is_over_after_it_was_tested_too(snapshot: SnapshotOf, run_folder: Path) -> None:
    settings = snapshot(epochs=9, early_stopping={"patience": 1, "min_delta": 5.0})
    run = Run.create(run_folder, settings)
    list(train(settings, run=run))
    assert Beginning.of(run).is_over(settings.training)
    evaluate_run(run, settings)
    assert Beginning.of(run).is_over(settings.training)


def test_what_cannot_be_tested_says_why(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    with pytest.raises(TrainingError, match="no weights yet"):
        evaluate_run(Run.create(run_folder, snapshot()), snapshot())
    train_all(snapshot(epochs=1))
    run = Run.open(run_folder)
    with owned(run_folder), pytest.raises(TrainingError, match="is being trained"):
        evaluate_run(run, snapshot(epochs=1))
    with pytest.raises(TrainingError, match="began with other settings"):
        evaluate_run(run, snapshot(epochs=1, data=Digits(test=0.3)))
    stopped = Control()
    stopped.stop()
    with pytest.raises(Stopped):
        evaluate_run(run, snapshot(epochs=1), control=stopped)


def test_data_without_test_samples_are_told(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    settings = snapshot(epochs=1, data=Digits(test=0.0))
    train_all(settings)
    with pytest.raises(TrainingError, match="no test samples"):
        evaluate_run(Run.open(run_folder), settings)
