"""Whether a run can go on with a project: only with what made it, but for how long and where it trains.

The window and the command line ask here, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from studio.data.dataset import Dataset
from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.early_stopping import USUAL_MONITOR
from studio.training.errors import TrainingError
from studio.training.runs import differences, stretches
from studio.training.runs.folder import Run
from studio.training.runs.network import described, in_document
from studio.training.runs.notes import notes_for_lists
from studio.training.runs.settings import completed, configuration
from studio.training.snapshot import Snapshot


@dataclass(frozen=True)
class Beginning:
    """What a run began with, how far it is, its name for people: read once, to be compared with any project."""

    run: str
    settings: Mapping[str, Any]
    network: Mapping[str, Any] | None
    document: str
    knows_data: bool
    epochs: int
    steps: int
    title: str = ""
    waited: int = 0

    @classmethod
    def of(cls, run: Run) -> Self:
        """Read all of it. Raises TrainingError where a record of the run is missing, damaged or changed."""
        _check_weights(run)
        last = run.checkpoints.entry("last")
        epochs, steps = (0, 0) if last is None else (last.epoch, last.step)
        title, early = notes_for_lists(run.path).title or run.name, run.ended_early()
        return cls(
            run.name, run.config(), run.network(), run.document(), run.data() is not None, epochs, steps, title,
            0 if early is None else early.waited,
        )  # fmt: skip

    def is_over(self, training: TrainingConfig) -> bool:
        """Whether nothing is left to train with such settings."""
        if training.early_stopping is not None and self.waited >= training.early_stopping.patience:
            return True
        if training.epochs is None:
            return training.steps is not None and self.steps >= training.steps
        return self.epochs >= training.epochs

    def check(self, snapshot: Snapshot, but: tuple[str, ...] = ()) -> None:
        """Raise TrainingError that names what differs where settings or network are not those the run began with.

        Data may lie elsewhere where a fingerprint tells that they are the same; settings of the training named in `but`
        may be others.
        """
        self.check_settings(snapshot, but)
        changed = tr("The weights of the run “{run}” do not fit this network, which was changed since", run=self.run)
        _refuse(list(self._of_networks(snapshot)), changed)

    def check_settings(self, snapshot: Snapshot, but: tuple[str, ...] = ()) -> None:
        """The same of the settings alone."""
        mine = configuration(snapshot)
        began = {**self.settings, "training": completed(self.settings["training"], snapshot.training)}
        if began["data"].get("kind") == snapshot.data.kind:
            began["data"] = completed(began["data"], snapshot.data)
        for each in (mine, began):
            each["training"] = {**each["training"], "early_stopping": _watched(each["training"])}
        for part, free in (
            ("training", (*_free(snapshot.training), *but)),
            ("data", ("path",) if self.knows_data else ()),
        ):
            old, new = ({k: v for k, v in each[part].items() if k not in free} for each in (began, mine))
            found = list(differences.of_settings(old, new))
            _refuse(found, tr("The run “{run}” began with other settings ({part})", run=self.run, part=part))

    def _of_networks(self, snapshot: Snapshot) -> Iterator[str]:
        if self.network is not None:
            yield from differences.of_networks(self.network, described(snapshot.graph))
        else:  # a run of a version that kept the project alone
            yield from differences.of_networks(
                *(in_document(_parsed(text)) for text in (self.document, snapshot.document))
            )


def _watched(training: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of early stopping a run has to keep to: the value that its best epoch was judged by, not for how long."""
    chosen = training.get("early_stopping")
    return {"monitor": chosen.get("monitor") if isinstance(chosen, Mapping) else USUAL_MONITOR}


def _free(training: TrainingConfig) -> tuple[str, ...]:
    """The training settings with which a run can go on although it began with others.

    A schedule that spans the run would be another one in a run of another length.
    """
    free = ("device", "keep_every", "monitors")
    return free if training.schedule.spans_run else ("epochs", "steps", *free)


def check_data(run: Run, dataset: Dataset) -> str:
    """Keep what a run begins with; raise TrainingError where data, prepared as those of a run that goes on, are others.

    Gives a note of what nobody knows, or of what is to be told of a new run; "" where there is none.
    """
    record = run.data()
    if record is None and not run.checkpoints.entries():
        run.keep_data(dataset)
        return run.remark()
    if record is None or not record.fingerprint:
        return tr("This run kept no fingerprint of its data: whether they are the same cannot be told.")
    if not dataset.has(record.fingerprint):
        raise TrainingError(
            tr(
                "The run “{run}” began with other data: their fingerprint was {old} and is {new} now, so that samples, "
                "targets or their order were changed.",
                run=run.name,
                old=record.fingerprint[:12],
                new=dataset.fingerprint[:12],
            ),
            tr("Put back the data as they were to go on with it, or start a new run."),
        )
    return ""


def keep_changes(run: Run, snapshot: Snapshot, step: int) -> None:
    """Keep with the run that it goes on with other settings than before. Raises TrainingError or OSError."""
    stretches.keep_changes(run.path, configuration(snapshot), step)


def _check_weights(run: Run) -> None:
    """Raise TrainingError where a run was trained and its weights are gone: it would begin again, and forget all."""
    if not run.checkpoints.entries() and not run.is_new():
        raise TrainingError(
            tr("The run “{run}” was trained, but its folder names no checkpoint any more.", run=run.name),
            tr("Put back its folder “{name}” as it was, or start a new run.", name=run.checkpoints.folder.name),
        )


def _parsed(document: str) -> dict[str, Any]:
    try:
        values = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _refuse(found: Sequence[str], what: str) -> None:
    if found:
        raise TrainingError(
            tr("{what}: {differences}.", what=what, differences=differences.told(found)),
            tr("Undo these changes to go on with it, or start a new run."),
        )
