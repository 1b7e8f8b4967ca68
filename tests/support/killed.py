"""A training of which processes are killed: its checkpoints take about as long as its epochs."""

from __future__ import annotations

from networks import chain

from studio.data import Digits
from studio.layers import layer
from studio.training.config import TrainingConfig
from studio.training.snapshot import Snapshot


def snapshot() -> Snapshot:
    """Five epochs of a wide network on the digits, of which every second is kept for good."""
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=1024),
        relu=layer("ReLU"),
        dropout=layer("Dropout", p=0.2),
        fc2=layer("Linear", out_features=1024),
        fc3=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    training = TrainingConfig.create({"epochs": 5, "keep_every": 2, "device": "cpu", "batch_size": 256})
    return Snapshot("Digits", graph, Digits(), training, document='{"format": "nn-studio"}')
