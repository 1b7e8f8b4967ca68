"""A small run of every task, trained for a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from networks import chain
from trained_runs import Trained, trained
from trainings import small_network

from studio.data import BreastCancer, Data, Diabetes, DigitRows, Digits
from studio.graph import Graph
from studio.layers import Layer, layer
from studio.project.model import Project
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.losses import losses


def _flat(shape: tuple[int, ...], *layers: Layer) -> Graph:
    named = {f"layer{number}": each for number, each in enumerate(layers)}
    return chain(input=layer("Input", shape=shape), **named, output=layer("Output"))


def _linear(width: int) -> Layer:
    return layer("Linear", out_features=width)


Made = tuple[Graph, Data, str, Mapping[str, Any]]

TASKS: Mapping[str, Callable[[], Made]] = {
    "classes": lambda: (
        small_network(), Digits(), "CrossEntropyLoss",
        {"weight": [1.0, 2.0, *[1.0] * 7, 0.5], "label_smoothing": 0.1},
    ),
    "ignored": lambda: (small_network(), Digits(), "CrossEntropyLoss", {"ignore_index": 3}),
    "one output": lambda: (_flat((30,), _linear(1)), BreastCancer(), "BCEWithLogitsLoss", {"pos_weight": [2.0]}),
    "squares": lambda: (_flat((64,), _linear(10), layer("Softmax")), Digits(), "MSELoss", {}),
    "labels": lambda: (small_network(4), Digits(target="properties"), "BCEWithLogitsLoss", {}),
    "numbers": lambda: (_flat((10,), _linear(1)), Diabetes(), "SmoothL1Loss", {}),
    "pixels": lambda: (
        _flat((1, 8, 8), layer("Conv2d", out_channels=2, kernel_size=1)), Digits(target="ink"), "CrossEntropyLoss", {},
    ),
    "positions": lambda: (
        _flat((1, 8, 32), layer("Flatten"), _linear(40)), DigitRows(samples=300), "CrossEntropyLoss", {},
    ),
    "input": lambda: (_flat((64,), _linear(8), _linear(64)), Digits(target="input", normalize=True), "MSELoss", {}),
}  # fmt: skip
"""Network, data, loss and its settings."""


def run_of(task: str, folder: Path, **settings: Any) -> Trained:
    """One epoch of it, with a document that is read again."""
    graph, data, loss, given = TASKS[task]()
    training = TrainingConfig.create(
        {"epochs": 1, "device": "cpu", "batch_size": 50, "loss": losses[loss].create(given), **settings}
    )
    return trained(folder, snapshot(Project(name=task, graph=graph, data=data, training=training)))
