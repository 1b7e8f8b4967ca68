"""A run is a folder: the document it began from, its settings, its events as JSON lines, and its checkpoints."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from torch import nn

from studio import paths
from studio.files import replace_file
from studio.layers import Declaration
from studio.training.checkpoint import Checkpoints, Which
from studio.training.errors import TrainingError
from studio.training.events import BatchesDone, Event, from_json
from studio.training.snapshot import Snapshot

DOCUMENT, CONFIG, EVENTS, ENVIRONMENT, CHECKPOINTS = (
    "project.nns", "config.json", "events.jsonl", "environment.json", "checkpoints",
)  # fmt: skip
LIBRARIES = ("nn-studio", "torch", "numpy", "scikit-learn", "pydantic", "safetensors")
MAY_DIFFER = ("epochs", "device")
"""Training settings with which a run can go on although it began with others."""


@dataclass(frozen=True)
class Run:
    """A run's folder. Everything shown of a run is read from there."""

    path: Path

    @classmethod
    def create(cls, path: Path, snapshot: Snapshot) -> Run:
        """Begin a run in a folder that is new or empty. Raises TrainingError."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                raise TrainingError(
                    f"The folder “{path}” is not empty.",
                    "Choose a new folder for the run, or go on with the run in it.",
                )
            (path / DOCUMENT).write_text(snapshot.document, encoding="utf-8")
            _write_json(path / CONFIG, configuration(snapshot))
            _write_json(path / ENVIRONMENT, _environment())
        except OSError as error:
            raise TrainingError(
                f"The run cannot be kept in “{path}”: {error.strerror}.", "Choose another folder, or free some space."
            ) from None
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Run:
        """The run in a folder. Raises TrainingError when there is none."""
        if not (path / CONFIG).is_file():
            raise TrainingError(f"“{path}” is not the folder of a run.", f"Choose a folder that holds {CONFIG}.")
        return cls(path)

    @property
    def name(self) -> str:
        """The name of the run, which its events carry: that of its folder."""
        return self.path.name

    @property
    def checkpoints(self) -> Checkpoints:
        """The weights and states saved so far."""
        return Checkpoints(self.path / CHECKPOINTS)

    def document(self) -> str:
        """The text of the project file that the run began from. Raises TrainingError."""
        return self._read(DOCUMENT)

    def config(self) -> dict[str, Any]:
        """The settings: `name`, `data` and `training`. Raises TrainingError."""
        try:
            config: dict[str, Any] = json.loads(self._read(CONFIG))
        except ValueError as error:
            raise TrainingError(f"“{self.path / CONFIG}” is damaged: {error}.", "Start a new training.") from None
        return config

    def events(self) -> Iterator[Event]:
        """All events in their order. Lines that a crash cut short are passed over."""
        path = self.path / EVENTS
        if not path.exists():
            return
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    yield from_json(line)
                except ValueError:
                    continue

    def load_weights(self, module: nn.Module, which: Which = "best") -> None:
        """Put the weights of the best epoch (or the last step) into a module compiled from the run's network.

        Where no epoch is over yet, the best are the last. Raises TrainingError when there are none or they do not fit.
        """
        entries = self.checkpoints.entries()
        if not entries:
            raise TrainingError(f"The run “{self.name}” has no weights yet.", "Train it for an epoch first.")
        weights = self.checkpoints.weights(which if which in entries else "last")
        try:
            module.load_state_dict(weights)
        except RuntimeError:
            raise TrainingError(
                f"The weights of the run “{self.name}” do not fit this network.",
                "Open the project of the run, or train this network anew.",
            ) from None

    def check_same(self, snapshot: Snapshot) -> None:
        """Raise TrainingError when the run cannot go on with this snapshot because other settings made it."""
        mine, its = configuration(snapshot), self.config()
        for config in (mine, its):
            for name in MAY_DIFFER:
                config["training"].pop(name, None)
        for part in ("data", "training"):
            if mine[part] != its[part]:
                raise TrainingError(
                    f"The run “{self.name}” began with other settings ({part}).",
                    "Open the project of the run to go on with it, or start a new run.",
                )

    def record(self, event: Event) -> None:
        """Add an event to the folder."""
        with (self.path / EVENTS).open("a", encoding="utf-8") as file:
            file.write(event.to_json() + "\n")

    def rewind(self, step: int) -> None:
        """Forget the events after this step, from which the training goes on."""
        path = self.path / EVENTS
        kept = "".join(f"{event.to_json()}\n" for event in _until(self.events(), step))
        replace_file(path, kept.encode())

    def _read(self, name: str) -> str:
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TrainingError(f"“{self.path / name}” cannot be read: {error}.", "Choose another run.") from None


def new_folder(name: str, parent: Path | None = None) -> Path:
    """A folder that does not exist yet for a run of a project of this name, among the other runs."""
    parent = parent or paths.runs()
    plain = re.sub(r"[^\w .-]", "", name).strip(" .")[:60]
    stem = f"{datetime.now():%Y-%m-%d %H.%M.%S} {plain}".rstrip()
    candidates = (parent / (stem if number == 1 else f"{stem} ({number})") for number in range(1, 10_000))
    return next(path for path in candidates if not path.exists())


def all_runs(parent: Path | None = None) -> list[Run]:
    """The runs in a folder (that of the user's runs), newest first."""
    parent = parent or paths.runs()
    folders = [path.parent for path in parent.glob(f"*/{CONFIG}")]
    return [Run(path) for path in sorted(folders, key=lambda path: (path / CONFIG).stat().st_mtime_ns, reverse=True)]


def configuration(snapshot: Snapshot) -> dict[str, Any]:
    """The settings of a snapshot as JSON values, defaults written out."""
    training = _plain(snapshot.training)
    training["loss"] = _plain(snapshot.training.loss)
    training["optimizer"] = _plain(snapshot.training.optimizer)
    return {"name": snapshot.name, "data": _plain(snapshot.data), "training": training}


def _plain(declaration: Declaration) -> dict[str, Any]:
    return {"kind": declaration.kind, **declaration.model_dump(mode="json")}


def _until(events: Iterable[Event], step: int) -> Iterator[Event]:
    for event in events:
        if isinstance(event, BatchesDone):
            count = sum(done <= step for done in event.steps)
            if count:
                yield replace(
                    event,
                    steps=event.steps[:count],
                    losses=event.losses[:count],
                    accuracies=event.accuracies[:count],
                    errors=event.errors[:count],
                )
        elif getattr(event, "step", 0) <= step:
            yield event


def _environment() -> dict[str, Any]:
    return {
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _write_json(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
