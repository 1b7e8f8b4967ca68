"""Runs that are over, to be evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.training.events import Event
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot


@dataclass(frozen=True)
class Trained:
    """A run that is over, with what it began from and its events."""

    run: Run
    snapshot: Snapshot
    events: tuple[Event, ...]


def trained(folder: Path, snapshot: Snapshot) -> Trained:
    """Train a snapshot to its end in a folder."""
    run = Run.create(folder, snapshot)
    return Trained(run, snapshot, tuple(train(snapshot, run=run)))
