"""Folders of runs as a training leaves them, written in a moment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.training.events import EpochDone, Evaluated, Event, Reason, RunFinished, RunStarted
from studio.training.runs import history
from studio.training.runs.layout import CONFIG, DATA, ENVIRONMENT, EVENTS, NETWORK
from studio.training.runs.records import write_record, write_sealed

NODES = {
    "input": {"layer": "Input", "params": {"shape": [4]}, "inputs": []},
    "fc": {"layer": "Linear", "params": {"out_features": 3}, "inputs": ["input"]},
    "output": {"layer": "Output", "params": {}, "inputs": ["fc"]},
}


def written_run(
    path: Path,
    *,
    name: str = "Iris",
    began: str = "2026-01-02T03:04:05+00:00",
    epochs: int = 2,
    loss: float = 0.5,
    fingerprint: str = "a" * 64,
    ends: Reason | None = "finished",
    nodes: Mapping[str, Any] = NODES,
    project: str = "",
    values: Mapping[str, float] | None = None,
    **settings: Any,
) -> Path:
    """A run of so many epochs, the last of them the best; `ends` says how it went out, None that it was cut off.

    `values` are those of each epoch beside the usual ones.
    """
    path.mkdir(parents=True)
    optimizer = {"kind": "Adam", "lr": settings.pop("lr", 0.001)}
    training = {"kind": "training", "epochs": epochs, "optimizer": optimizer, **settings}
    belongs = {"project": project} if project else {}
    write_sealed(path / CONFIG, {"name": name, **belongs, "data": {"kind": "iris"}, "training": training})
    write_record(path / ENVIRONMENT, {"started": began, "libraries": {}})
    write_sealed(path / NETWORK, {"inputs": ["input"], "outputs": ["output"], "nodes": dict(nodes)})
    write_sealed(path / DATA, {"fingerprint": fingerprint})
    for event in _events(path.name, epochs, loss, ends, values or {}):
        history.add(path / EVENTS, event)
    return path


def _events(run: str, epochs: int, loss: float, ends: Reason | None, values: Mapping[str, float]) -> list[Event]:
    step = 5 * epochs
    return [
        RunStarted(run, run, "cpu", 15, ("a", "b", "c"), 90, 30, 30, epochs, 5, 0, ""),
        *(
            EpochDone(
                run, epoch, 5 * epoch, True, float(epoch), {"loss": loss, "validation_accuracy": 1 - loss, **values}
            )
            for epoch in range(1, epochs + 1)
        ),
        *([RunFinished(run, ends, epochs, step, float(epochs))] if ends else []),
        *([Evaluated(run, epochs, 30, {"accuracy": 1 - loss})] if ends == "finished" else []),
    ]
