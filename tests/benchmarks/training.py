"""Throughput of training: the command line's way, with events and a run's folder, against the plain loop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from studio.training.config import TrainingConfig
from studio.training.events import BatchesDone, EpochDone, RunFailed
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot
from tests.benchmarks.reference import (
    BATCH_SIZE,
    bare_training,
    fashion_mnist,
    fashion_mnist_tensors,
    lenet_graph,
)
from tests.benchmarks.result import Benchmark, Result


def command_line_training() -> Result:
    """LeNet on Fashion-MNIST, batch 64, one epoch: slices of a tenth of a second of both loops in turns.

    The figures are those of the pair in the middle, so that what else the machine does meets both or neither.
    """
    bare = bare_training(*fashion_mnist_tensors())
    pairs = [(ours, next(bare)) for ours in studio_training()]
    ratio = median(ours / reference for ours, reference in pairs)
    ours, reference = min(pairs, key=lambda pair: abs(pair[0] / pair[1] - ratio))
    return Result("training, LeNet on Fashion-MNIST, batch 64", ours, reference, "images/s", 1.0)


def studio_training(epochs: int = 1) -> Iterator[float]:
    """The speed of every report of batches in samples per second, with all that is done for it."""
    settings = TrainingConfig(batch_size=BATCH_SIZE, epochs=epochs, device="cpu")
    snapshot = Snapshot("LeNet-5", lenet_graph(), fashion_mnist(), settings, document="{}")
    with TemporaryDirectory() as folder:
        started = perf_counter()
        for event in train(snapshot, run=Run.create(Path(folder) / "run", snapshot)):
            assert not isinstance(event, RunFailed), event.message
            if isinstance(event, BatchesDone):
                yield len(event.steps) * BATCH_SIZE / (perf_counter() - started)
            if isinstance(event, BatchesDone | EpochDone):
                started = perf_counter()


BENCHMARKS: tuple[Benchmark, ...] = (command_line_training,)
