"""The configuration of a run is always what was done, also where it went on for longer or elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trainings import SnapshotOf, TrainAll

from studio.training.events import RunFailed
from studio.training.runs import Run
from studio.training.runs.description import Description


def test_more_epochs_are_kept_with_the_step_at_which_they_were_asked_for(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    before = (run_folder / "config.json").read_bytes()
    train_all(snapshot(epochs=1))
    assert (run_folder / "config.json").read_bytes() == before
    train_all(snapshot(epochs=2))
    config = Run.open(run_folder).config()
    assert config["training"]["epochs"] == Description.of(run_folder).settings["epochs"] == 2
    (stretch,) = config["stretches"]
    assert (stretch["step"], stretch["changed"]) == (22, {"training.epochs": [1, 2]})
    train_all(snapshot(epochs=4))
    assert [each["changed"]["training.epochs"] for each in Run.open(run_folder).config()["stretches"]] == [
        [1, 2],
        [2, 4],
    ]


def test_a_training_that_is_refused_changes_nothing_of_the_record(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    before = (run_folder / "config.json").read_bytes()
    assert isinstance(train_all(snapshot(epochs=3, batch_size=7))[-1], RunFailed)
    assert (run_folder / "config.json").read_bytes() == before


@pytest.mark.parametrize("stretches", [7, {}, None])
def test_a_record_that_was_changed_is_refused(
    stretches: object, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    config = run_folder / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "stretches": stretches}))
    failed = train_all(snapshot(epochs=2))[-1]
    assert isinstance(failed, RunFailed)
    assert "was changed" in failed.message
