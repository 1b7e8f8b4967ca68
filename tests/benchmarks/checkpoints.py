"""What checkpoints cost: short epochs of a network whose checkpoints have 300 MB, against epochs that save nothing.

What counts is the time of all threads on the processor, so that what else the machine does has no part in the figure.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from unittest.mock import patch

from studio.data import Digits
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.training import device
from studio.training.callbacks import saving
from studio.training.config import TrainingConfig
from studio.training.events import EpochDone, RunFailed
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot
from tests.benchmarks.result import Benchmark, Result

EPOCHS, ROUNDS = 8, 3
WIDTH = 5000
"""Of the hidden layers: 25 million weights, 100 MB with 200 MB of Adam's beside them."""

SAMPLES = 162
"""Of the digits, to train on."""

NEVER = 1e-9
"""A share of the time with which no checkpoint is worth it."""


def short_epochs() -> Result:
    """Epochs of 11 batches with validation; the first, whose checkpoint is always written at once, is left out."""
    with patch.object(device, "CORES", 1):  # threads that wait for each other take time too
        pairs = [tuple(SAMPLES / seconds(share) for share in (saving.SHARE, NEVER)) for _ in range(ROUNDS)]
    ours, reference = sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
    return Result("training in short epochs, with checkpoints of 300 MB", ours, reference, "images/s", 0.97)


def seconds(share: float) -> float:
    """The mean time of an epoch on the processor, where saving may take this share of it."""
    with TemporaryDirectory() as folder, patch.object(saving, "SHARE", share):
        run = Run.create(Path(folder) / "run", snapshot())
        ends = []
        for event in train(snapshot(), run=run):
            assert not isinstance(event, RunFailed), event.message
            if isinstance(event, EpochDone):
                ends.append(process_time())
    return (ends[-1] - ends[0]) / (len(ends) - 1)


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
