"""Throughput of training: the command line's way, with events and a run's folder, against the plain loop."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from studio.training.config import TrainingConfig
from studio.training.events import EpochDone, RunFailed, RunStarted
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot
from tests.benchmarks.reference import (
    BATCH_SIZE,
    alternate,
    bare_epoch,
    fashion_mnist,
    fashion_mnist_tensors,
    lenet_graph,
)
from tests.benchmarks.result import Benchmark, Result

ROUNDS = 5


def command_line_training() -> Result:
    """LeNet on Fashion-MNIST, batch 64, one epoch with its checkpoint; the round in the middle of five."""
    tensors = fashion_mnist_tensors()
    rounds = list(alternate(_studio_epoch, partial(bare_epoch, *tensors), ROUNDS))
    ours, reference = sorted(rounds, key=lambda figures: figures[0] / figures[1])[ROUNDS // 2]
    return Result("training, LeNet on Fashion-MNIST, batch 64", ours, reference, "images/s", 1.0)


def _studio_epoch() -> float:
    """Samples per second from the start of the run to the end of its first epoch, all events taken."""
    settings = TrainingConfig(batch_size=BATCH_SIZE, epochs=1, device="cpu")
    snapshot = Snapshot("LeNet-5", lenet_graph(), fashion_mnist(), settings, document="{}")
    started = samples = rate = 0.0
    with TemporaryDirectory() as folder:
        for event in train(snapshot, run=Run.create(Path(folder) / "run", snapshot)):
            if isinstance(event, RunStarted):
                started, samples = perf_counter(), event.train_samples
            elif isinstance(event, RunFailed):
                raise AssertionError(event.message)
            elif isinstance(event, EpochDone):
                rate = samples / (perf_counter() - started)
    return rate


BENCHMARKS: tuple[Benchmark, ...] = (command_line_training,)
