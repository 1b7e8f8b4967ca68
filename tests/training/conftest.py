"""Trainings of the small network, each in a folder of the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from trainings import SnapshotOf, TrainAll, small_network

from studio.data import Data, Digits
from studio.graph import Graph
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.events import Event
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot


@pytest.fixture
def snapshot() -> SnapshotOf:
    """Makes a snapshot of a small network on the digits, on the CPU; keywords are training settings."""

    def make(graph: Graph | None = None, data: Data | None = None, **settings: Any) -> Snapshot:
        length = {} if "steps" in settings else {"epochs": 2}
        training = TrainingConfig.create({**length, "device": "cpu", **settings})
        return Snapshot(
            "Digits", graph or small_network(), data or Digits(), training, document='{"format": "nn-studio"}'
        )

    return make


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    """Where a run of the test goes."""
    return tmp_path / "run"


@pytest.fixture
def train_all(run_folder: Path) -> TrainAll:
    """Trains a snapshot to its end in the test's run folder, or goes on there; gives all events."""

    def train_to_the_end(snapshot: Snapshot, control: Control | None = None) -> list[Event]:
        run = Run.open(run_folder) if run_folder.exists() else Run.create(run_folder, snapshot)
        return list(train(snapshot, control, run))

    return train_to_the_end


@pytest.fixture
def reports_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops and pauses can then be placed exactly."""
    monkeypatch.setattr("studio.training.callbacks.reporting.REPORT_SECONDS", 0.0)
    monkeypatch.setattr("studio.training.callbacks.reporting.LONGEST", 0.0)
