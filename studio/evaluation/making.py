"""Computes the predictions of a run, or opens those that were kept; with the run's own preparation, loss and metrics.

    predictions = of(run, snapshot, "test", "best")

All figures are functions of what this gives.
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.data.config import Data
from studio.evaluation.arrays import Name, RowsWriter, opened
from studio.evaluation.keeping import folder_of, put_in_place, remove_outdated, unfinished, weights_of
from studio.evaluation.predictions import Predictions
from studio.evaluation.record import VERSION, Record
from studio.evaluation.recording import Recorder
from studio.evaluation.sources import Sources
from studio.files import cause
from studio.text import tr
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.metrics import LOSS
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Which
from studio.training.snapshot import Snapshot
from studio.training.testing import Judged, SplitName, judged

Progress = Callable[[int, int], None]
"""Told how many samples of how many have been answered."""


def in_silence(done: int, of: int) -> None:
    """Tells nobody."""


def of(
    run: Run,
    snapshot: Snapshot,
    split: SplitName = "test",
    which: Which = "best",
    control: Control | None = None,
    progress: Progress = in_silence,
) -> Predictions:
    """Those that were kept, else new ones, which are kept with the run where its disk lets them.

    `snapshot` is that of the run's own document. Raises TrainingError or DataError where there are no weights, no such
    samples, or data that are not those of the run; Stopped where `control` asks for that.
    """
    return kept(run, split, which) or _made(run, snapshot, split, which, control or Control(), progress)


def kept(run: Run, split: SplitName = "test", which: Which = "best") -> Predictions | None:
    """Those of exactly the weights that the checkpoint has now; None where none were made, or they are damaged.

    Raises TrainingError where the run has no such checkpoint.
    """
    entry = run.checkpoints.entry(which)
    if entry is None:
        return None
    try:
        weights = weights_of(run, entry)
        folder = folder_of(run, split, weights)
        record = Record.read(folder)
        if (record.version, record.split, record.weights) != (VERSION, split, weights):
            return None
        return _opened(run, folder, record, which)
    except (TrainingError, OSError, ValueError):
        return None


def _opened(run: Run, folder: Path, record: Record, which: Which, *, is_kept: bool = True) -> Predictions:
    arrays = opened(folder, record.sizes, record.samples)
    return Predictions(
        run=run.name, split=record.split, checkpoint=which, epoch=record.epoch, weights=record.weights,
        task=record.task, classes=tuple(record.classes), activation=record.activation, mere_scores=record.mere_scores,
        loss=record.loss, metrics=record.metrics, ignored=record.ignored, unanswered=record.unanswered,
        unsure=record.unsure, is_kept=is_kept, data_gone=not all(map(os.path.exists, record.paths)),
        truth=arrays.get("truth"), answers=arrays.get("answers"), outputs=arrays.get("outputs"),
        losses=arrays["losses"], places=arrays["places"], sources=Sources(arrays["texts"], arrays["ends"]),
    )  # fmt: skip


def _made(
    run: Run, snapshot: Snapshot, split: SplitName, which: Which, control: Control, progress: Progress
) -> Predictions:
    with judged(run, snapshot, split, which, control) as subject:
        record = _Recording(run, subject, split, paths_of(snapshot.data), progress)
        with suppress(OSError), unfinished(run) as folder:
            kept_there = record.written(folder)
            remove_outdated(run)
            place = folder_of(run, split, kept_there.weights)
            put_in_place(folder, place)
            return _opened(run, place, kept_there, which)
        # The disk of the run is full, or cannot be written.
        try:
            with unfinished(None) as folder:
                found = _opened(run, folder, record.written(folder), which, is_kept=False)
        except OSError as error:
            raise _not_written(run, error) from None
        weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
        return found


@dataclass(frozen=True)
class _Recording:
    """What is to be written down, of data at `paths`, the first of which their samples are named by."""

    run: Run
    subject: Judged
    split: SplitName
    paths: list[str]
    progress: Progress

    def written(self, folder: Path) -> Record:
        """Answer all samples, batch by batch, into files in a folder. Raises OSError."""
        subject, loss = self.subject, self.subject.training.snapshot.training.loss
        recorder, values, sizes = self._answered(folder)
        activation = subject.training.trainer.objective.activation
        record = Record(
            version=VERSION, split=self.split, weights=weights_of(self.run, subject.entry), epoch=subject.epoch,
            samples=len(subject.split), task=subject.training.dataset.task,
            classes=list(subject.training.dataset.classes), activation=activation, ignored=loss.ignored,
            mere_scores=activation == "none" and not recorder.are_probabilities,
            loss=_finite(values, LOSS.name), metrics=_metrics(values, subject, recorder.unanswered),
            unanswered=recorder.unanswered, unsure=self.run.data() is None, paths=self.paths, sizes=sizes,
        )  # fmt: skip
        record.write(folder)
        return record

    def _answered(self, folder: Path) -> tuple[Recorder, dict[str, float], dict[Name, int]]:
        """What was found out on the way, loss and metrics, and how large each file is."""
        subject, count = self.subject, len(self.subject.split)
        writer = RowsWriter(folder, count)
        try:
            recorder = Recorder(writer, subject.training.trainer.objective, count, self.progress)
            values = subject.values(recorder.keep)
            origins = subject.split.origins
            first = next(iter(self.paths), "")
            root = first if os.path.isdir(first) else os.path.dirname(first)
            recorder.finish(None if origins is None else origins.places, Sources.of(origins, count, root))
            return recorder, values, writer.sizes()
        finally:
            writer.close()


def paths_of(data: Data) -> list[str]:
    """The files and folders that data are said to lie in, the main one first; none where they have no place."""
    named = {name: value for name, value in data if name.endswith("path") and isinstance(value, str) and value}
    return sorted(named.values(), key=lambda value: value != named.get("path"))


def _metrics(values: Mapping[str, float], subject: Judged, unanswered: int) -> dict[str, float | None]:
    """Those that the run is told by; None for one without a value, as all are where outputs are no numbers."""
    names = [metric.name for metric in subject.training.trainer.metrics]
    return {name: None if unanswered else _finite(values, name) for name in names}


def _finite(values: Mapping[str, Any], name: str) -> float | None:
    value = values.get(name)
    return value if value is not None and abs(value) < float("inf") else None


def _not_written(run: Run, error: OSError) -> TrainingError:
    return TrainingError(
        tr("The predictions of the run “{run}” find no room on any disk: {reason}.", run=run.name, reason=cause(error)),
        tr("Make room, and evaluate it again."),
    )
