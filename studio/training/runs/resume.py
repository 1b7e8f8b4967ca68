"""Whether a run can go on with a project: only with what made it, but for how long and where it trains."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from studio.data.dataset import Dataset
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs import differences
from studio.training.runs.folder import Run
from studio.training.runs.network import described, in_document
from studio.training.runs.settings import configuration
from studio.training.snapshot import Snapshot

MAY_DIFFER = {"training": ("epochs", "device"), "data": ("path",)}
"""Settings, by their part, with which a run can go on although it began with others.

Data may lie elsewhere where a fingerprint tells that they are the same.
"""


def check_project(run: Run, snapshot: Snapshot) -> None:
    """Raise TrainingError that names what differs where settings or network are not those the run began with."""
    its, mine = run.config(), configuration(snapshot)
    for part, free in MAY_DIFFER.items():
        free = free if part == "training" or run.data() is not None else ()
        old, new = ({key: value for key, value in each[part].items() if key not in free} for each in (its, mine))
        found = list(differences.of_settings(old, new))
        _refuse(found, tr("The run “{run}” began with other settings ({part})", run=run.name, part=part))
    _refuse(list(_of_networks(run, snapshot)), _other_network(run))


def check_data(run: Run, dataset: Dataset) -> str:
    """Keep what a run begins with; raise TrainingError where data, prepared as those of a run that goes on, are others.

    Gives a note of what nobody knows, "" where all is well.
    """
    record = run.data()
    if record is None and not run.checkpoints.entries():
        run.keep_data(dataset)
        return ""
    if record is None:
        return tr("This run kept no fingerprint of its data: whether they are the same cannot be told.")
    if record.fingerprint != dataset.fingerprint:
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


def _other_network(run: Run) -> str:
    return tr("The weights of the run “{run}” do not fit this network, which was changed since", run=run.name)


def _of_networks(run: Run, snapshot: Snapshot) -> Iterator[str]:
    kept = run.network()
    if kept is not None:
        yield from differences.of_networks(kept, described(snapshot.graph))
    else:  # a run of a version that kept the project alone
        yield from differences.of_networks(
            *(in_document(_parsed(text)) for text in (run.document(), snapshot.document))
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
