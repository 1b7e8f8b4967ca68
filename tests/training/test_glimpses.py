"""The weights of a training's present moment: written while somebody looks, gone at its end, and no step is another."""

from __future__ import annotations

import os
from pathlib import Path

import torch
from networks import chain
from trainings import small_network

from studio.data import Digits, Toys
from studio.layers import layer
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.callbacks.glimpsing import Glimpsing
from studio.training.config import TrainingConfig
from studio.training.events import EpochDone, RunFinished
from studio.training.loop import train
from studio.training.runs import Run, glimpse
from studio.training.runs.kept import Kept
from studio.training.runs.layout import GLIMPSE, WANTED
from studio.training.snapshot import Snapshot


def moons(epochs: int = 3) -> Snapshot:
    graph = chain(
        input=layer("Input", shape=(2,)),
        fc1=layer("Linear", out_features=4),
        tanh=layer("Tanh"),
        fc2=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    training = TrainingConfig.create({"epochs": epochs, "device": "cpu", "batch_size": 16})
    return snapshot(Project("Moons", graph, Toys(), training))


def weights_of(run: Run) -> dict[str, torch.Tensor]:
    return run.checkpoints.read("last").weights


def test_what_is_written_is_read_again_with_its_moment(tmp_path: Path) -> None:
    module = torch.nn.Linear(2, 3)
    glimpse.keep(tmp_path, Kept.of(module, None, step=7, epoch=2))
    found = glimpse.read(tmp_path)
    assert found is not None
    assert (found.epoch, found.step) == (2, 7)
    assert all(torch.equal(found.weights[name], value) for name, value in module.state_dict().items())
    glimpse.remove(tmp_path)
    assert glimpse.read(tmp_path) is None
    assert os.listdir(tmp_path) == []


def test_what_is_no_glimpse_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / GLIMPSE).write_bytes(b"nothing of the kind")
    assert glimpse.read(tmp_path) is None


def test_a_training_lets_itself_be_looked_at_and_leaves_nothing_behind(tmp_path: Path) -> None:
    start = moons()
    run = Run.create(tmp_path / "seen", start)
    seen = []
    glimpse.want(run.path)
    for event in train(start, run=run):
        glimpse.want(run.path)
        found = glimpse.read(run.path)
        seen += [] if found is None or isinstance(event, RunFinished) else [found]
    assert seen
    assert seen[0].weights.keys() == weights_of(run).keys()
    assert {GLIMPSE, WANTED} & set(os.listdir(run.path)) <= {WANTED}
    assert glimpse.read(run.path) is None


def test_nothing_is_written_unless_somebody_looks(tmp_path: Path) -> None:
    start = moons(1)
    run = Run.create(tmp_path / "alone", start)
    for event in train(start, run=run):
        assert glimpse.read(run.path) is None or isinstance(event, RunFinished)


def test_looking_changes_no_weight(tmp_path: Path) -> None:
    start = moons(2)
    runs = [Run.create(tmp_path / name, start) for name in ("alone", "seen")]
    for run in runs:
        for event in train(start, run=run):
            if run.path.name == "seen" and isinstance(event, EpochDone):
                glimpse.want(run.path)
    alone, seen = map(weights_of, runs)
    assert all(torch.equal(alone[name], seen[name]) for name in alone)


def test_pictures_are_never_glimpsed(tmp_path: Path) -> None:
    training = TrainingConfig.create({"epochs": 1, "device": "cpu", "batch_size": 256})
    start = snapshot(Project("Digits", small_network(), Digits(), training))
    run = Run.create(tmp_path / "digits", start)
    for _ in train(start, run=run):
        glimpse.want(run.path)
        assert glimpse.read(run.path) is None


def test_a_disk_that_refuses_it_keeps_nobody_from_training(tmp_path: Path) -> None:
    glimpse.keep(tmp_path / "gone", Kept.of(torch.nn.Linear(2, 2), None, step=1, epoch=0))
    glimpse.want(tmp_path / "gone")
    assert not glimpse.is_wanted(tmp_path / "gone")
    Glimpsing().closed()
