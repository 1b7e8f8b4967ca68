"""Small trainings: a network that learns the digits in a moment, and what to read from its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from networks import chain

from studio.graph import Graph
from studio.layers import Layer, layer
from studio.training.control import Control
from studio.training.events import BatchesDone, EpochDone, Event
from studio.training.snapshot import Snapshot

SnapshotOf = Callable[..., Snapshot]
TrainAll = Callable[..., list[Event]]


def small_network(outputs: int = 10, **more: Layer) -> Graph:
    """A flat network on the 8×8 digits, with dropout so that chance plays a part; `more` stands before its end."""
    return chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=32),
        relu=layer("ReLU"),
        dropout=layer("Dropout", p=0.2),
        **more,
        fc2=layer("Linear", out_features=outputs),
        output=layer("Output"),
    )


def with_a_norm() -> Graph:
    """A network of pictures with batch normalization and dropout, so that statistics and chance play a part."""
    return chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=3, kernel_size=3),
        norm=layer("BatchNorm2d"),
        flatten=layer("Flatten"),
        dropout=layer("Dropout", p=0.2),
        fc=layer("Linear", out_features=10),
        output=layer("Output"),
    )


def batch_losses(events: Iterable[Event]) -> list[float]:
    """The loss of every step."""
    return [loss for event in events if isinstance(event, BatchesDone) for loss in event.losses]


def batch_steps(events: Iterable[Event]) -> list[int]:
    """The number of every step."""
    return [step for event in events if isinstance(event, BatchesDone) for step in event.steps]


def epochs(events: Iterable[Event]) -> list[EpochDone]:
    """The results of the epochs."""
    return [event for event in events if isinstance(event, EpochDone)]


def train_losses(events: Iterable[Event]) -> list[float]:
    """The training loss of each epoch."""
    return [event.metrics["loss"] for event in epochs(events)]


def stop_after(step: int, events: Iterator[Event], control: Control) -> list[Event]:
    """All events of a training that is stopped at its first report from this step on."""
    seen = []
    for event in events:
        seen.append(event)
        if isinstance(event, BatchesDone) and event.steps[-1] >= step:
            control.stop()
    return seen
