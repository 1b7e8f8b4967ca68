"""What differs between runs: settings, network and data, and which run is best by each metric."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.metrics import Better
from studio.training.runs import differences, values
from studio.training.runs.description import Description
from studio.training.runs.listing import as_it_is
from studio.training.runs.records import check_is_run, read_network


@dataclass(frozen=True)
class Standing:
    """The values of one metric, None where a run has none; `best` are the places of the runs that no other surpasses.

    `better` is None, and `best` empty, where values do not tell which run is better.
    """

    values: tuple[float | None, ...]
    better: Better | None
    best: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """Two or more runs side by side, everything in their order.

    `settings` has those that differ by dotted names, None where a run has no such setting. `networks` tells of each run
    what differs from the first, None where one of the two has kept no network.
    """

    runs: tuple[Description, ...]
    settings: Mapping[str, tuple[Any, ...]]
    metrics: Mapping[str, Standing]
    networks: tuple[tuple[str, ...] | None, ...]

    @classmethod
    def of(cls, paths: Sequence[Path]) -> Self:
        """Compare the runs in these folders. Raises TrainingError where there are not two, or one cannot be read."""
        folders = [Path(os.path.realpath(path)) for path in paths]
        if len(set(folders)) < max(2, len(folders)):
            raise TrainingError(
                tr("Only two or more runs can be compared, each of them once."), tr("Name the folders of several runs.")
            )
        runs = tuple(map(_described, folders))
        settings = differing([dict(flat({"data": run.data, "training": run.settings})) for run in runs])
        comparable = not any(name.startswith("training.loss.") for name in settings)
        names = dict.fromkeys(name for run in runs for name in run.metrics)
        metrics = {name: _standing(name, runs, comparable) for name in names}
        networks = [read_network(folder) for folder in folders]
        return cls(runs, settings, metrics, tuple(_changed(networks[0], each) for each in networks))

    @property
    def same_data(self) -> bool | None:
        """Whether all were trained on the same samples, None where that is not known."""
        known = {run.fingerprint for run in self.runs}
        if len(known - {""}) > 1:
            return False
        return None if "" in known else True

    def notes(self) -> Iterator[str]:
        """What has to be known before numbers are compared."""
        if self.same_data is False:
            yield tr("The runs were trained on different data: their numbers cannot be compared directly.")
        if self.same_data is None:
            yield tr("Whether the runs were trained on the same data is not known: not every one kept a fingerprint.")
        if any(name.startswith("training.loss.") for name in self.settings):
            yield tr("The runs have different losses, whose values cannot be compared with each other.")
        if any(run.state != "finished" for run in self.runs):
            yield tr("Not every run is finished: a longer training may still change which one is better.")


def _described(path: Path) -> Description:
    check_is_run(path)
    run = as_it_is(Description.of(path))
    if run.state == "damaged":
        raise TrainingError(tr("The run “{run}” cannot be compared.", run=path.name), run.reason, code="damaged-run")
    return run


def flat(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Settings by dotted names."""
    """Settings by their dotted names."""
    for name, each in value.items():
        if isinstance(each, Mapping) and each:
            yield from flat(each, f"{before}{name}.")
        else:
            yield f"{before}{name}", each


def differing(settings: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """Those settings of which not all have the same value, each with the values in order; None where one has none."""
    """The values of those settings in which not all are alike, None where one has no such setting."""
    names = dict.fromkeys(name for each in settings for name in each)
    rows = {name: tuple(each.get(name) for each in settings) for name in names}
    return {name: row for name, row in rows.items() if len({json.dumps(each, sort_keys=True) for each in row}) > 1}


def _standing(name: str, runs: Sequence[Description], losses_comparable: bool) -> Standing:
    found = tuple(run.metrics.get(name) for run in runs)
    better = values.better(name) if losses_comparable or not values.is_loss(name) else None
    known = [value for value in found if value is not None]
    if better is None or len(known) < 2:
        return Standing(found, better, ())
    best = max(known) if better == "higher" else min(known)
    return Standing(found, better, tuple(place for place, value in enumerate(found) if value == best))


def _changed(first: dict[str, Any] | None, other: dict[str, Any] | None) -> tuple[str, ...] | None:
    return None if first is None or other is None else tuple(differences.of_networks(first, other))
