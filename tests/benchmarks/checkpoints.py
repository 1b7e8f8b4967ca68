"""What checkpoints cost: short epochs of a network whose checkpoints have 300 MB, against epochs that save nothing."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from studio.data import Digits
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.training.callbacks import saving
from studio.training.config import TrainingConfig
from studio.training.events import EpochDone, RunFailed
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot
from tests.benchmarks.result import Benchmark, Result

EPOCHS = 8
WIDTH = 5000
"""Of the hidden layers: 25 million weights, 100 MB with 200 MB of Adam's beside them."""

SAMPLES = 162
"""Of the digits, to train on."""

NEVER = 1e-9
"""A share of the time with which no checkpoint is worth it."""


def short_epochs() -> Result:
    """Epochs of 11 batches with validation; the first, whose checkpoint is always written at once, is left out."""
    speeds = [SAMPLES / seconds(share) for share in (saving.SHARE, NEVER)]
    return Result("training in short epochs, with checkpoints of 300 MB", *speeds, "images/s", 0.95)


def seconds(share: float) -> float:
    """The mean time of an epoch, where saving may take this share of it."""
    with TemporaryDirectory() as folder, patch.object(saving, "SHARE", share):
        run = Run.create(Path(folder) / "run", snapshot())
        ends = [0.0]
        for event in train(snapshot(), run=run):
            assert not isinstance(event, RunFailed), event.message
            if isinstance(event, EpochDone):
                ends.append(event.seconds)
    return (ends[-1] - ends[1]) / (len(ends) - 2)


def snapshot() -> Snapshot:
    """Two wide layers on the digits."""
    layers = {
        "input": layer("Input", shape=(1, 8, 8)),
        "flatten": layer("Flatten"),
        "wide": layer("Linear", out_features=WIDTH),
        "relu": layer("ReLU"),
        "wider": layer("Linear", out_features=WIDTH),
        "classes": layer("Linear", out_features=10),
        "output": layer("Output"),
    }
    names = [None, *layers]
    graph = Graph(
        {
            name: Node(each, () if before is None else (Source(before),))
            for (name, each), before in zip(layers.items(), names, strict=False)
        }
    )
    training = TrainingConfig.create({"batch_size": 16, "epochs": EPOCHS, "device": "cpu"})
    return Snapshot("Wide", graph, Digits(test=0.9), training, document="{}")


BENCHMARKS: tuple[Benchmark, ...] = (short_epochs,)
