"""What all metrics of a task together, and monitors, cost of a training's throughput."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from studio.training.config import TrainingConfig
from studio.training.events import EpochDone, RunFailed
from studio.training.loop import train
from studio.training.metrics import offered
from studio.training.runs import Run
from studio.training.snapshot import Snapshot
from tests.benchmarks.reference import BATCH_SIZE, fashion_mnist, lenet_graph
from tests.benchmarks.result import Benchmark, Result

ROUNDS, CLASSES = 5, 10


def all_metrics() -> Result:
    """LeNet on Fashion-MNIST with every metric for classes, against the usual one: whole epochs in turns."""
    every = offered("classes", CLASSES)
    return compared("training with every metric, against the usual one", {"metrics": every}, {"metrics": ()})


def monitors() -> Result:
    """The same with monitors, as they are by default, against none."""
    return compared("training with monitors, against none", {"monitors": True}, {"monitors": False})


def compared(name: str, ours: dict[str, Any], reference: dict[str, Any]) -> Result:
    """The speed with some settings against that with others."""
    told, plain = epochs(ours), epochs(reference)
    for speeds in (told, plain):
        next(speeds)
    pairs = [(next(told), next(plain)) for _ in range(ROUNDS)]
    ratio = median(with_it / without for with_it, without in pairs)
    return Result(name, *min(pairs, key=lambda pair: abs(pair[0] / pair[1] - ratio)), "images/s", 0.97)


def epochs(given: dict[str, Any]) -> Iterator[float]:
    """The speed of each epoch in samples per second, with all that is done for it; what lies between is left out."""
    settings = TrainingConfig(batch_size=BATCH_SIZE, epochs=1 + ROUNDS, device="cpu", **given)
    snapshot = Snapshot("LeNet-5", lenet_graph(), fashion_mnist(), settings, document="{}")
    with TemporaryDirectory() as folder:
        step, begun = 0, perf_counter()
        for event in train(snapshot, run=Run.create(Path(folder) / "run", snapshot)):
            assert not isinstance(event, RunFailed), event.message
            if isinstance(event, EpochDone):
                yield (event.step - step) * BATCH_SIZE / (perf_counter() - begun)
                step, begun = event.step, perf_counter()


BENCHMARKS: tuple[Benchmark, ...] = (all_metrics, monitors)
