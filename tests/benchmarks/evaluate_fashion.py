"""Judging 10,000 pictures of Fashion-MNIST with LeNet, with all figures, against the loop and report that people write.

What counts is the time of one core, so that what else the machine does has no part in the figure.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from unittest.mock import patch

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from studio.data.load import load
from studio.evaluation.making import kept, of
from studio.evaluation.summary import summarised
from studio.training import device
from studio.training.config import TrainingConfig
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.layout import PREDICTIONS
from studio.training.snapshot import Snapshot
from tests.benchmarks.reference import BATCH_SIZE, fashion_mnist, lenet_graph, lenet_module
from tests.benchmarks.result import Benchmark, Result

SAMPLES, ROUNDS = 10_000, 15
IN_ONE_GO = 4 * BATCH_SIZE
"""Pictures of a batch, which both take."""


@contextmanager
def trained() -> Iterator[tuple[Run, Snapshot]]:
    """LeNet after 100 batches, with its data in memory."""
    settings = TrainingConfig(batch_size=BATCH_SIZE, epochs=None, steps=100, device="cpu")
    snapshot = Snapshot("LeNet-5", lenet_graph(), fashion_mnist(), settings, document="{}")
    with TemporaryDirectory() as folder, patch.object(device, "CORES", 1):
        run = Run.create(Path(folder) / "run", snapshot)
        list(train(snapshot, run=run))
        yield run, snapshot


def evaluating_fashion_mnist() -> Result:
    """Everything from the weights on the disk to predictions in files and all figures, in turns with the plain loop.

    The figures are those of the pair in the middle.
    """
    with trained() as (run, snapshot):
        test = load(snapshot.data, (1, 28, 28), snapshot.training.seed).test
        model = lenet_module()
        pairs = []
        for _ in range(ROUNDS):
            shutil.rmtree(run.path / PREDICTIONS, ignore_errors=True)
            started = process_time()
            summarised(of(run, snapshot))
            ended = process_time()
            plain_report(model, test.inputs, test.targets)
            pairs.append((SAMPLES / (ended - started), SAMPLES / (process_time() - ended)))
    ratio = median(ours / reference for ours, reference in pairs)
    ours, reference = min(pairs, key=lambda pair: abs(pair[0] / pair[1] - ratio))
    return Result("evaluating LeNet on 10,000 pictures, against a loop and a report", ours, reference, "images/s", 1.0)


def plain_report(model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> None:
    """Loss, answers and the report of scikit-learn, as one writes it by hand."""
    from sklearn.metrics import classification_report, confusion_matrix

    torch.set_num_threads(1)
    model.eval()
    answers, loss = [], 0.0
    with torch.no_grad():
        for start in range(0, len(inputs), IN_ONE_GO):
            outputs = model(inputs[start : start + IN_ONE_GO])
            loss += float(cross_entropy(outputs, targets[start : start + IN_ONE_GO], reduction="sum"))
            answers.append(outputs.argmax(1))
    found = torch.cat(answers).numpy()
    classification_report(targets.numpy(), found, zero_division=0)
    confusion_matrix(targets.numpy(), found)


def reopening_an_evaluation() -> Result:
    """A run that was evaluated before: its predictions and all figures of them, against a tenth of a second."""
    with trained() as (run, snapshot):
        of(run, snapshot)
        times = []
        for _ in range(ROUNDS):
            started = process_time()
            predictions = kept(run)
            assert predictions is not None
            summarised(predictions)
            times.append(1000 * (process_time() - started))
    return Result("opening an evaluated run with all figures, against 100 ms", median(times), 100, "ms", 1, "at most")


BENCHMARKS: tuple[Benchmark, ...] = (evaluating_fashion_mnist, reopening_an_evaluation)
