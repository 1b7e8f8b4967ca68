"""Networks with a fault planted in one node, and the trainings that monitors are to find it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from networks import chain

from studio.data import Data, Digits
from studio.graph import Graph, edits
from studio.layers import Layer, layer
from studio.layers.initializer import Initializer
from studio.training.config import TrainingConfig
from studio.training.events import Alarm, Event
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot

CPU: dict[str, Any] = {"device": "cpu", "epochs": 2}


def dense(*activations: Layer, widths: int = 32, **more: Layer) -> Graph:
    """A network on the 8×8 digits: fc1, act1, fc2, act2 … and a last fc; `more` stands before its end."""
    found: dict[str, Layer] = {"input": layer("Input", shape=(1, 8, 8)), "flatten": layer("Flatten")}
    for place, activation in enumerate(activations, 1):
        found |= {f"fc{place}": layer("Linear", out_features=widths), f"act{place}": activation}
    found |= {"last": layer("Linear", out_features=10), **more, "output": layer("Output")}
    return chain(**found)


def begun(graph: Graph, name: str, **init: Initializer) -> Graph:
    """The graph with the first weights or biases of a node as these say."""
    return edits.set_init(graph, name, init)


def told(folder: Path, graph: Graph, data: Data | None = None, **settings: Any) -> list[Event]:
    """All events of a training of the graph."""
    training = TrainingConfig.create({**CPU, **settings})
    snapshot = Snapshot("Planted", graph, data or Digits(), training, document='{"format": "nn-studio"}')
    return list(train(snapshot, run=Run.create(folder, snapshot)))


def alarms(events: list[Event]) -> dict[tuple[str, str | None], Alarm]:
    """The alarms, by code and node."""
    return {(event.alarm, event.node): event for event in events if isinstance(event, Alarm)}
