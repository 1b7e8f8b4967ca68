"""What all metrics of a task together cost of a training's throughput."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

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
    told, plain = epochs(offered("classes", CLASSES)), epochs(())
    for speeds in (told, plain):
        next(speeds)
    pairs = [(next(told), next(plain)) for _ in range(ROUNDS)]
    ratio = median(ours / reference for ours, reference in pairs)
    ours, reference = min(pairs, key=lambda pair: abs(pair[0] / pair[1] - ratio))
    return Result("training with every metric, against the usual one", ours, reference, "images/s", 0.97)


def epochs(metrics: tuple[str, ...]) -> Iterator[float]:
    """The speed of each epoch in samples per second, with all that is done for it; what lies between is left out."""
    settings = TrainingConfig(batch_size=BATCH_SIZE, epochs=1 + ROUNDS, device="cpu", metrics=metrics)
    snapshot = Snapshot("LeNet-5", lenet_graph(), fashion_mnist(), settings, document="{}")
    with TemporaryDirectory() as folder:
        step, begun = 0, perf_counter()
        for event in train(snapshot, run=Run.create(Path(folder) / "run", snapshot)):
            assert not isinstance(event, RunFailed), event.message
            if isinstance(event, EpochDone):
                yield (event.step - step) * BATCH_SIZE / (perf_counter() - begun)
                step, begun = event.step, perf_counter()


BENCHMARKS: tuple[Benchmark, ...] = (all_metrics,)
