"""Results of runs as a table with a row for each choice of settings: mean and deviation over its seeds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, Literal, Self

from studio.formatting import tables
from studio.formatting.numbers import exact
from studio.formatting.shortened import shortened
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.metrics import VALIDATION
from studio.training.runs import differences, values
from studio.training.runs.comparison import differing, flat
from studio.training.runs.description import TEST, Description
from studio.training.runs.records import digest, read_network

Format = Literal["csv", "markdown", "latex"]

BESIDE = ("training.seed", "training.device", "data.path")
"""Settings of which the values of a row may be several: over them a mean is taken."""


@dataclass(frozen=True)
class Spread:
    """The mean of a metric over `count` runs; `deviation` is that of a sample (n - 1), None of a single run."""

    mean: float
    deviation: float | None
    count: int

    @classmethod
    def of(cls, found: Sequence[float]) -> Self:
        """Of one or more values."""
        return cls(fmean(found), stdev(found) if len(found) > 1 else None, len(found))


@dataclass(frozen=True)
class Row:
    """Runs with the same settings and network. Metrics are those of the `finished` ones among all `runs`."""

    settings: tuple[Any, ...]
    parameters: int | None
    runs: int
    finished: int
    metrics: Mapping[str, Spread]


@dataclass(frozen=True)
class ResultsTable:
    """Rows in the order of their first runs. `settings` are the names of those that differ between rows.

    `metrics` are told in this order; `best` is the place of the row that is best by each, where one alone is.
    """

    settings: tuple[str, ...]
    metrics: tuple[str, ...]
    rows: tuple[Row, ...]
    best: Mapping[str, int]

    @classmethod
    def of(cls, runs: Sequence[Description], given: Mapping[Path, Mapping[str, str]] | None = None) -> Self:
        """The table of these runs; `given` has settings by run that their configuration does not tell, as of nodes."""
        sound = [run for run in runs if run.state != "damaged"]
        told = [_settings(run, (given or {}).get(run.path, {})) for run in sound]
        names = tuple(name for name in differing(told) if name not in BESIDE)
        groups: dict[str, list[int]] = {}
        for at, run in enumerate(sound):
            key = json.dumps([[told[at].get(name) for name in names], _network(run)], sort_keys=True)
            groups.setdefault(key, []).append(at)
        rows = tuple(_row([sound[at] for at in group], told[group[0]], names) for group in groups.values())
        metrics = tuple(dict.fromkeys(name for row in rows for name in row.metrics))
        return cls(names, metrics, rows, dict(_best(metrics, rows)))

    @property
    def shown(self) -> tuple[str, ...]:
        """The metrics that tell most: on test samples where there are any, else on validation samples, else all."""
        for prefix in (TEST, VALIDATION):
            found = tuple(name for name in self.metrics if name.startswith(prefix))
            if found:
                return found
        return self.metrics

    @property
    def head(self) -> list[str]:
        """The headings of the columns: settings, parameters where they differ, runs, metrics."""
        counts = [tr("parameters")] if self._has_parameters else []
        return [*self.settings, *counts, tr("runs"), *map(values.label, self.shown)]

    @property
    def columns_of_words(self) -> int:
        """So many columns at the left hold settings."""
        return len(self.settings)

    def cells(self, *, mark: str = "") -> Iterator[list[str]]:
        """The rows as people read them; `mark` follows what is best."""
        for place, row in enumerate(self.rows):
            results = [
                _spread(name, row.metrics.get(name)) + (mark if self.best.get(name) == place else "")
                for name in self.shown
            ]
            yield [*self._left(row), _runs(row), *results]

    def as_text(self, form: Format) -> str:
        """The table for a spreadsheet (every metric in all its digits), or for a document."""
        if form == "csv":
            return tables.separated(self._csv_head(), self._digits())
        if form == "latex":
            return tables.latex(self.head, self.cells(), self.columns_of_words)
        return tables.markdown(self.head, self.cells(mark=" ★"), self.columns_of_words)

    def to_json(self) -> dict[str, Any]:
        """The table for programs."""
        return {
            "settings": list(self.settings),
            "best": dict(self.best),
            "rows": [
                {
                    "settings": dict(zip(self.settings, row.settings, strict=True)),
                    "parameters": row.parameters,
                    "runs": row.runs,
                    "finished": row.finished,
                    "metrics": {name: vars(spread) for name, spread in row.metrics.items()},
                }
                for row in self.rows
            ],
        }

    @property
    def _has_parameters(self) -> bool:
        return len({row.parameters for row in self.rows}) > 1

    def _left(self, row: Row) -> list[str]:
        counts = [values.UNKNOWN if row.parameters is None else exact(row.parameters)] if self._has_parameters else []
        return [*(shortened(differences.shown(value)) for value in row.settings), *counts]

    def _csv_head(self) -> list[str]:
        columns = [(name, f"{name}_deviation") for name in self.metrics]
        return [*self.settings, "parameters", "runs", "finished", *(each for pair in columns for each in pair)]

    def _digits(self) -> Iterator[list[str]]:
        for row in self.rows:
            found = [row.metrics.get(name) for name in self.metrics]
            spreads = [
                "" if each is None else repr(each)
                for spread in found
                for each in ((None, None) if spread is None else (spread.mean, spread.deviation))
            ]
            count = "" if row.parameters is None else str(row.parameters)
            yield [*map(differences.shown, row.settings), count, str(row.runs), str(row.finished), *spreads]


def _settings(run: Description, given: Mapping[str, str]) -> dict[str, Any]:
    known = dict(flat({"data": run.data, "training": run.settings}))
    return {**known, **{name: value for name, value in given.items() if name not in known}}


def _network(run: Description) -> str:
    """What tells the network of a run from others, wherever its cards lie; "" where it was not kept."""
    try:
        network = read_network(run.path)
    except (TrainingError, OSError):
        return ""
    if network is None:
        return ""
    return digest(json.dumps({**network, "document": ""}, sort_keys=True).encode())


def _row(runs: Sequence[Description], told: Mapping[str, Any], names: Sequence[str]) -> Row:
    finished = [run for run in runs if run.state == "finished"]
    metrics = dict.fromkeys(name for run in finished for name in run.metrics)
    spreads = {name: Spread.of([run.metrics[name] for run in finished if name in run.metrics]) for name in metrics}
    counts = {run.parameters for run in runs} - {None}
    parameters = counts.pop() if len(counts) == 1 else None
    return Row(tuple(told.get(name) for name in names), parameters, len(runs), len(finished), spreads)


def _best(metrics: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[str, int]]:
    for name in metrics:
        better = values.better(name)
        known = [(row.metrics[name].mean, place) for place, row in enumerate(rows) if name in row.metrics]
        if better is None or len(known) < 2:
            continue
        top = max(known)[0] if better == "higher" else min(known)[0]
        places = [place for mean, place in known if mean == top]
        if len(places) == 1:
            yield name, places[0]


def _spread(name: str, spread: Spread | None) -> str:
    if spread is None:
        return values.UNKNOWN
    mean = values.words(name, spread.mean)
    return mean if spread.deviation is None else f"{mean} ± {values.words(name, spread.deviation)}"


def _runs(row: Row) -> str:
    return (
        str(row.runs) if row.runs == row.finished else tr("{finished} of {runs}", finished=row.finished, runs=row.runs)
    )
