"""A run as a folder: the document it began from, its settings, its data, its events as JSON lines, its checkpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from torch import nn

from studio import paths
from studio.data.dataset import Dataset
from studio.data.preparation import Preparation
from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError
from studio.training.events import EarlyEnd, EpochDone, Event, RunFinished
from studio.training.runs import creation, history, origin, stretches
from studio.training.runs.checkpoint_index import Entry, Which
from studio.training.runs.checkpoints import Checkpoints
from studio.training.runs.data_record import DataRecord
from studio.training.runs.fitting import put
from studio.training.runs.imported import is_imported
from studio.training.runs.layout import CHECKPOINTS, CONFIG, DATA, DOCUMENT, ENVIRONMENT, EVENTS
from studio.training.runs.ownership import owned
from studio.training.runs.records import (
    altered,
    check_is_run,
    damaged,
    digest,
    is_sealed,
    read_config,
    read_file,
    read_network,
    read_record,
    unreadable,
)
from studio.training.runs.settings import plain
from studio.training.snapshot import Snapshot


@dataclass(frozen=True)
class Run:
    """A run's folder. Everything shown of a run is read from there."""

    path: Path

    @classmethod
    def create(cls, path: Path, snapshot: Snapshot, remark: str = "", start: creation.Start | None = None) -> Run:
        """Begin a run in a folder that is new or empty, or where one was not completed. Raises TrainingError.

        `remark` is told when the training begins; `start` has the weights that it begins with where they are
        another's.
        """
        creation.create(path, snapshot, remark, start)
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Run:
        """The run in a folder. Raises TrainingError when there is none."""
        check_is_run(path)
        return cls(path)

    def discard(self) -> None:
        """Remove a run that came to nothing; what is not its own stays."""
        creation.discard(self.path)

    def owned(self) -> AbstractContextManager[None]:
        """Within this, no other process trains the run. Raises TrainingError where one does."""
        return owned(self.path)

    @property
    def name(self) -> str:
        """The name of the run, which its events carry: that of its folder."""
        return self.path.name

    @property
    def checkpoints(self) -> Checkpoints:
        """The weights and states saved so far."""
        return Checkpoints(self.path / CHECKPOINTS, self.is_sealed)

    def is_sealed(self) -> bool:
        """Whether each of its records has to be there with a seal; in runs of earlier versions some have none.

        Raises TrainingError where the settings cannot be read.
        """
        return is_sealed(self.path / CONFIG)

    def document(self) -> str:
        """The text of the project file that the run began from. Raises TrainingError."""
        path = self.path / DOCUMENT
        try:
            text = read_file(path).decode()
        except OSError as error:
            raise unreadable(path, error) from None
        except UnicodeDecodeError as error:
            raise damaged(path, error) from None
        kept = self.network()
        if kept is not None and kept.get("document") != digest(text.encode()):
            raise altered(path)
        return text

    def network(self) -> dict[str, Any] | None:
        """What was trained, as `described` has it; None for runs of versions that did not keep it.

        Raises TrainingError where it is damaged, or missing although this version keeps it.
        """
        return read_network(self.path)

    def data(self) -> DataRecord | None:
        """What was kept of the data when the training began; None before, and in runs of versions that kept nothing.

        Raises TrainingError where it is damaged, or missing although this version keeps it.
        """
        path = self.path / DATA
        wanted = path.exists() or (self.is_sealed() and self.checkpoints.entries() and not is_imported(self.path))
        return DataRecord.read(path) if wanted else None

    def preparation(self) -> Preparation | None:
        """How samples were prepared for the weights, with the classes in their order; None as for `data`.

        Raises TrainingError where the record is damaged.
        """
        record = self.data()
        return None if record is None else record.preparation

    def keep_data(self, dataset: Dataset) -> None:
        """Keep what is trained on, once and for all. Raises OSError."""
        DataRecord.of(dataset).write(self.path / DATA)

    def config(self) -> dict[str, Any]:
        """The settings: `name`, `data` and `training`. Raises TrainingError."""
        return read_config(self.path)

    def events(self) -> Iterator[Event]:
        """All events in their order. Lines that a crash cut short are passed over."""
        return history.events(self.path / EVENTS)

    def remark(self) -> str:
        """What is to be told of the run when it begins; "" where there is nothing."""
        try:
            return str(read_record(self.path / ENVIRONMENT).get(creation.REMARK, ""))
        except TrainingError:
            return ""

    def ended_early(self) -> EarlyEnd | None:
        """Why it ended before its length; None where it did not, or went on since. Raises OSError."""
        last = history.ending(self.path / EVENTS)
        return last.early if isinstance(last, RunFinished) else None

    def is_new(self) -> bool:
        """Whether nothing of it was trained yet. Raises TrainingError where its checkpoints cannot be read."""
        return not self.checkpoints.entries() and not any(isinstance(event, EpochDone) for event in self.events())

    def record(self, event: Event) -> None:
        """Add an event to the folder."""
        history.add(self.path / EVENTS, event)

    def rewind(self, step: int) -> None:
        """Forget the events after this step, from which the training goes on."""
        history.rewind(self.path / EVENTS, step)

    def events_until(self, step: int) -> int:
        """How many events a training keeps that goes on from this step."""
        return history.count_until(self.path / EVENTS, step)

    def keep_training(self, training: TrainingConfig, step: int) -> None:
        """Keep that the run goes on with other training settings after so many steps. Raises TrainingError, OSError."""
        stretches.keep_changes(self.path, {"training": plain(training)}, step)

    def load_start(self, module: nn.Module) -> None:
        """Put the first weights into a module, in a run that began with those of another. Raises TrainingError."""
        origin.begin(self.path, module)

    def load_weights(self, module: nn.Module, which: Which = "best") -> Entry:
        """Put the weights of a checkpoint into a module compiled from the run's network; gives what they are of.

        Where no epoch is over yet, the best are the last. Raises TrainingError when there are none or they do not fit.
        """
        if self.checkpoints.entry(which) is None:
            raise TrainingError(
                tr("The run “{run}” has no weights yet.", run=self.name), tr("Train it for an epoch first.")
            )
        entry, weights = self.checkpoints.read(which)
        put(weights, module, self.name)
        return entry


def new_folder(name: str, parent: Path | None = None) -> Path:
    """A folder that does not exist yet for a run of a project of this name, among the other runs."""
    parent = parent or paths.runs()
    plain = re.sub(r"[^\w .-]", "", name).strip(" .")[:60]
    stem = f"{datetime.now():%Y-%m-%d %H.%M.%S} {plain}".rstrip()
    candidates = (parent / (stem if number == 1 else f"{stem} ({number})") for number in range(1, 10_000))
    return next(path for path in candidates if not path.exists())
