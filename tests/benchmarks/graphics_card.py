"""Training on an NVIDIA card against loops tuned by hand for it; left out where there is none.

Ours goes the command line's way, with a run's folder and its events; the loops keep nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import torch
from PIL import Image
from references.shortcuts import resnet
from torch import Tensor, nn

from studio.data import Data, ImageFolder
from studio.graph import Graph
from studio.project.templates import templates
from studio.training.config import TrainingConfig
from studio.training.events import BatchesDone, EpochDone, RunFailed
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot
from tests.benchmarks import card_loops
from tests.benchmarks.reference import BATCH_SIZE, fashion_mnist, fashion_mnist_tensors, lenet_graph, lenet_module
from tests.benchmarks.result import Benchmark, Result, Unavailable

ROUNDS, WARM = 5, 3
"""Slices of each that count, and those before."""

SHORT = 9
"""Batches of a short epoch."""

IMAGENET = 1000
"""Classes of ResNet-50."""


def lenet_against_the_eager_loop() -> Result:
    """LeNet on Fashion-MNIST, batch 64, against the fused optimizer without a graph."""
    inputs, targets = (each.cuda() for each in _needing_a_card(fashion_mnist_tensors))
    model = lenet_module().cuda()
    theirs = card_loops.speeds(card_loops.eager_step(model, model, half=False), inputs, targets, BATCH_SIZE)
    return _compared("LeNet on the card, against the eager fused loop", _lenet(), theirs, 4.5)


def lenet_against_a_graph_of_the_step() -> Result:
    """The same against a CUDA graph of all of the step."""
    inputs, targets = (each.cuda() for each in _needing_a_card(fashion_mnist_tensors))
    step = card_loops.captured_step(lenet_module().cuda(), inputs[:BATCH_SIZE], targets[:BATCH_SIZE], half=False)
    theirs = card_loops.speeds(step, inputs, targets, BATCH_SIZE)
    return _compared("LeNet on the card, against a graph of the step", _lenet(), theirs, 0.8)


def resnet20_against_a_graph_of_the_step() -> Result:
    """ResNet-20 at 3×32×32, batch 128, bfloat16 with channels last."""
    _needing_a_card(None)
    graph = _template("resnet20")
    model = card_loops.placed(_plain(graph), half=True)
    inputs, targets = _noise(12_800, 32, 10)
    step = card_loops.captured_step(model, inputs[:128], targets[:128], half=True)
    with _pictures(12_800, 32, 10) as data:
        ours = _ours(graph, data, {"precision": "bfloat16", "batch_size": 128, "epochs": 10_000})
        return _compared(
            "ResNet-20 in bfloat16, against a graph of the step",
            ours,
            card_loops.speeds(step, inputs, targets, 128),
            0.9,
        )


def resnet50_against_a_compiled_loop() -> Result:
    """ResNet-50 at 224, batch 128, bfloat16, against autocast, channels last and torch.compile."""
    return _resnet50("ResNet-50 at 224 in bfloat16, against a compiled loop", 20, 0.95, validated=False)


def resnet50_in_short_epochs() -> Result:
    """The same in epochs of 9 batches, with validation after each and checkpoints of 300 MB; theirs only validates."""
    return _resnet50("the same in epochs of 9 batches, with checkpoints", SHORT, 0.9, validated=True)


def _resnet50(name: str, batches: int, target: float, *, validated: bool) -> Result:
    _needing_a_card(None)
    model = card_loops.placed(resnet((3, 4, 6, 3), bottleneck=True), half=True)
    inputs, targets = _noise(batches * 128, 224, IMAGENET)
    compiled = torch.compile(model)

    def validate(inputs: Tensor, targets: Tensor) -> None:
        model.eval()
        with torch.no_grad(), card_loops.precision(half=True):
            compiled(inputs[:128])
        model.train()

    step = card_loops.eager_step(model, compiled, half=True)
    theirs = card_loops.speeds(step, inputs, targets, 128, validate if validated else None)
    samples = batches * 128 + (128 if validated else 0)
    settings = {"precision": "bfloat16", "compile": True, "batch_size": 128, "epochs": 10_000, "deterministic": False}
    with _pictures(samples, 224, IMAGENET, validation=128 / samples if validated else 0.0) as data:
        ours = _ours(_template("resnet50"), data, settings, by_epoch=validated)
        return _compared(name, ours, theirs, target)


def in_the_window() -> Result:
    """LeNet on the card in the window with live curves, against the same without a window."""
    _needing_a_card(None)
    from tests.benchmarks.window_training import on_the_card

    alone = _lenet()
    speed = median(islice(alone, WARM, WARM + ROUNDS))
    return Result("LeNet on the card in the window, against without", on_the_card(), speed, "images/s", 0.97)


def _needing_a_card(wanted: Any) -> Any:
    """What `wanted` gives. Raises Unavailable where there is no card."""
    if not torch.cuda.is_available():
        raise Unavailable("needs an NVIDIA card")
    return None if wanted is None else wanted()


def _lenet() -> Iterator[float]:
    return _ours(lenet_graph(), fashion_mnist(), {"batch_size": BATCH_SIZE, "epochs": 1000})


def _compared(name: str, ours: Iterator[float], theirs: Iterator[float], target: float) -> Result:
    """Slices of both in turns, of which the pair in the middle is told."""
    for speeds in (ours, theirs):
        for _ in range(WARM):
            next(speeds)
    pairs = [(next(ours), next(theirs)) for _ in range(ROUNDS)]
    ratio = median(mine / other for mine, other in pairs)
    mine, other = min(pairs, key=lambda pair: abs(pair[0] / pair[1] - ratio))
    return Result(name, mine, other, "images/s", target)


def _ours(graph: Graph, data: Data, settings: dict[str, Any], *, by_epoch: bool = False) -> Iterator[float]:
    """Samples per second between reports half a second apart, or of each epoch with all that belongs to it."""
    training = TrainingConfig.create({"device": "cuda", **settings})
    snapshot = Snapshot("card", graph, data, training, document="{}")
    with TemporaryDirectory() as folder:
        step, begun = 0, perf_counter()
        for event in train(snapshot, run=Run.create(Path(folder) / "run", snapshot)):
            assert not isinstance(event, RunFailed), event.message
            if not isinstance(event, EpochDone if by_epoch else BatchesDone):
                continue
            reached = event.step if isinstance(event, EpochDone) else event.steps[-1]
            if by_epoch or perf_counter() - begun > card_loops.SLICE:
                yield (reached - step) * training.batch_size / (perf_counter() - begun)
                step, begun = reached, perf_counter()


def _template(name: str) -> Graph:
    return next(template.load().graph for template in templates() if template.name == name)


def _plain(graph: Graph) -> nn.Module:
    """The network as a module, without anything of a training."""
    from studio.compiler.module import compile_graph

    return compile_graph(graph, seed=0)


@cache
def _noise(samples: int, side: int, classes: int) -> tuple[Tensor, Tensor]:
    """Pictures (N, 3, side, side) with channels last, and classes (N,), on the card."""
    inputs = torch.rand(samples, 3, side, side, device="cuda").contiguous(memory_format=torch.channels_last)
    return inputs, torch.randint(classes, (samples,), device="cuda")


@contextmanager
def _pictures(samples: int, side: int, classes: int, validation: float = 0.0) -> Iterator[ImageFolder]:
    """A folder of as many pictures of noise, in a folder a class."""
    chance = np.random.default_rng(0)
    with TemporaryDirectory() as folder:
        for number in range(samples):
            path = Path(folder, str(number % classes), f"{number}.png")
            path.parent.mkdir(exist_ok=True)
            noise = chance.integers(0, 256, (side, side, 3), dtype=np.uint8)
            Image.fromarray(noise).save(path, compress_level=0)
        yield ImageFolder(path=folder, validation=validation, test=0.0)


BENCHMARKS: tuple[Benchmark, ...] = (
    lenet_against_the_eager_loop, lenet_against_a_graph_of_the_step, resnet20_against_a_graph_of_the_step,
    resnet50_against_a_compiled_loop, resnet50_in_short_epochs, in_the_window,
)  # fmt: skip
