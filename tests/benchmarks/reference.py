"""What training is held against: the loop that people write by hand, over tensors that are in memory already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import torch
from networks import chain
from torch import Tensor, nn

from studio.data import Idx
from studio.data.load import load
from studio.graph import Graph
from studio.layers import layer
from studio.training.device import CORES
from tests.benchmarks.result import Unavailable

FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")
"""Where the Debian package dataset-fashion-mnist puts its files."""

BATCH_SIZE = 64


def fashion_mnist() -> Idx:
    """Fashion-MNIST with all of its 60,000 training pictures for training. Raises Unavailable."""
    if not FASHION_MNIST.is_dir():
        raise Unavailable("needs Fashion-MNIST: apt install dataset-fashion-mnist")
    return Idx(path=str(FASHION_MNIST), validation=0.0)


def fashion_mnist_tensors() -> tuple[Tensor, Tensor]:
    """Pictures (60000, 1, 28, 28) and classes (60000,)."""
    train = load(fashion_mnist(), (1, 28, 28), seed=0).train
    return train.inputs, train.targets


def lenet_module() -> nn.Sequential:
    """LeNet-5 with ReLU as one writes it by hand."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def lenet_graph() -> Graph:
    """The same network as a document."""
    return chain(
        input=layer("Input", shape=(1, 28, 28)),
        conv1=layer("Conv2d", out_channels=6, kernel_size=5, padding=2),
        relu1=layer("ReLU"),
        pool1=layer("MaxPool2d", kernel_size=2),
        conv2=layer("Conv2d", out_channels=16, kernel_size=5),
        relu2=layer("ReLU"),
        pool2=layer("MaxPool2d", kernel_size=2),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=120),
        relu3=layer("ReLU"),
        fc2=layer("Linear", out_features=84),
        relu4=layer("ReLU"),
        fc3=layer("Linear", out_features=10),
        output=layer("Output"),
    )


def bare_training(inputs: Tensor, targets: Tensor, slice_batches: int = 20) -> Iterator[float]:
    """Train LeNet with the plain loop, epoch after epoch; after every slice its speed in samples per second."""
    torch.set_num_threads(CORES)
    model, loss_of = lenet_module(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    while True:
        samples, started = 0, perf_counter()
        order = torch.randperm(len(targets))
        for batch, start in enumerate(range(0, len(targets), BATCH_SIZE), start=1):
            chosen = order[start : start + BATCH_SIZE]
            optimizer.zero_grad()
            loss = loss_of(model(inputs[chosen]), targets[chosen])
            loss.backward()
            optimizer.step()
            samples += len(chosen)
            if batch % slice_batches == 0:
                yield samples / (perf_counter() - started)
                samples, started = 0, perf_counter()
