"""Epochs that are kept for good: their weights stay, are taken by name, and what they cost is told beforehand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from trainings import SnapshotOf, TrainAll, stop_after

from studio.formatting.numbers import storage
from studio.training.branching import branched
from studio.training.config import TrainingConfig
from studio.training.contradictions import contradictions
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.events import Evaluated, RunFailed, RunFinished, RunStarted
from studio.training.kept_epochs import MOST
from studio.training.loop import train
from studio.training.optimizers import SGD
from studio.training.runs import Run
from studio.training.runs.origin import Origin
from studio.training.testing import evaluate_run


def weights_after(epochs: int, snapshot: SnapshotOf, folder: Path) -> dict[str, torch.Tensor]:
    """The last weights of a training of so many epochs."""
    list(train(snapshot(epochs=epochs), run=Run.create(folder, snapshot(epochs=epochs))))
    return Run.open(folder).checkpoints.read("last").weights


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("share", [1e-9, 1e9], ids=["never worth it", "always worth it"])
def test_kept_epochs_have_the_weights_of_their_end_also_over_a_stop(
    snapshot: SnapshotOf, tmp_path: Path, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.training.callbacks.saving.SHARE", share)
    settings = snapshot(epochs=5, keep_every=2)
    run = Run.create(tmp_path / "run", settings)
    control = Control()
    stop_after(60, train(settings, control, run), control)
    assert isinstance(list(train(settings, run=run))[-1], RunFinished)
    assert run.checkpoints.entries().keys() == {"last", "best", "epoch-2", "epoch-4"}
    for epoch in (2, 4):
        saved = run.checkpoints.read(f"epoch-{epoch}")
        assert saved.entry.epoch == epoch
        assert same(saved.weights, weights_after(epoch, snapshot, tmp_path / str(epoch)))
    used = {entry.weights for entry in run.checkpoints.entries().values()}
    assert {path.name for path in run.checkpoints.folder.glob("*.safetensors")} == used


@pytest.fixture
def kept(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> Run:
    """A run of two epochs, both kept."""
    train_all(snapshot(epochs=2, keep_every=1, optimizer=SGD(lr=0.01)))
    return Run.open(run_folder)


def test_a_new_run_begins_with_a_kept_epoch(kept: Run, snapshot: SnapshotOf, tmp_path: Path) -> None:
    run = branched(tmp_path / "branch", snapshot(), kept, "epoch-1")
    origin = Origin.read(run.path)
    assert origin is not None
    assert (origin.which, origin.epoch) == ("epoch-1", 1)
    assert "(of epoch 1)" in run.remark()


def test_a_kept_epoch_is_tested_and_is_not_taken_for_the_best(kept: Run, snapshot: SnapshotOf) -> None:
    settings = snapshot(epochs=2, keep_every=1, optimizer=SGD(lr=0.01))
    found = {which: evaluate_run(kept, settings, which) for which in ("best", "epoch-1", "epoch-2")}
    assert (found["epoch-1"].epoch, found["epoch-1"].checkpoint) == (1, "epoch-1")
    assert found["epoch-1"].metrics != found["best"].metrics
    assert found["epoch-2"].checkpoint == "best"  # the same weights
    assert [event.epoch for event in kept.events() if isinstance(event, Evaluated)][1:] == [2, 1, 2]


def test_an_epoch_that_was_not_kept_is_refused_with_those_there_are(kept: Run) -> None:
    with pytest.raises(TrainingError, match=r"no checkpoint “epoch-7”.*best, last, epoch-2 or epoch-1"):
        kept.checkpoints.read("epoch-7")


def test_how_much_is_kept_is_told_at_the_beginning(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    started = train_all(snapshot(epochs=4, keep_every=2))[0]
    assert isinstance(started, RunStarted)
    told = f"2 epochs are kept for good beside the best and the last: {storage(2 * 4 * started.parameters)} on disk."
    assert told in started.note


@pytest.mark.parametrize(("settings", "remedy"), [
    ({"epochs": 2, "keep_every": 3}, 2),
    ({"epochs": 10 * MOST, "keep_every": 9}, 10),
])  # fmt: skip
def test_what_does_not_go_with_the_length_is_refused_at_its_field(
    settings: dict[str, Any], remedy: int, snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    wanted = snapshot(**settings)
    failed = train_all(wanted)[-1]
    assert isinstance(failed, RunFailed)
    assert "keep_every" in failed.message
    (found,) = contradictions(wanted.training)
    assert (found.setting, found.value, found.finding.code) == ("keep_every", remedy, failed.code)
    assert not list(contradictions(wanted.training.changed(keep_every=remedy)))


def test_too_many_for_a_length_in_steps_are_refused_before_the_first(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    failed = train_all(snapshot(steps=22 * (MOST + 1), keep_every=1))[-1]
    assert isinstance(failed, RunFailed)
    assert f"{MOST + 1} epochs" in failed.message


def test_a_disk_without_room_for_them_is_told_before_the_first_epoch(
    snapshot: SnapshotOf, train_all: TrainAll, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    total, used, _ = shutil.disk_usage(tmp_path)
    full = type(shutil.disk_usage(tmp_path))(total, used, 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    failed = train_all(snapshot(epochs=2, keep_every=1))[-1]
    assert isinstance(failed, RunFailed)
    assert f"where {storage(1000)} are free" in failed.message


def test_a_run_goes_on_with_more_or_fewer_kept_epochs(kept: Run, snapshot: SnapshotOf) -> None:
    longer = snapshot(epochs=4, keep_every=4, optimizer=SGD(lr=0.01))
    assert isinstance(list(train(longer, run=kept))[-1], RunFinished)
    assert kept.checkpoints.entries().keys() == {"last", "best", "epoch-1", "epoch-2", "epoch-4"}
    assert TrainingConfig().keep_every is None
