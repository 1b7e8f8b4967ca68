"""The runs of a list beside each other: which settings tell them apart, and whether the network is still the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from studio.data import data_kinds
from studio.text import in_language, tr
from studio.training.metrics import VALIDATION
from studio.training.runs.comparison import differing, flat
from studio.training.runs.description import TEST, Description
from studio.training.runs.differences import shown

MOST_VALUES = 40
"""So many values of runs are told; no training has as many, but a damaged run may."""

SHOWN = 6
"""So many settings stand in a cell; all of them in the words told on pointing at it."""

Network = Literal["same", "changed", ""]
"""Whether a run's network is that of the open project; "" where it is not known."""


@dataclass(frozen=True)
class Row:
    """A run among others; `differing` are its settings in which the runs listed are not all alike."""

    run: Description
    differing: tuple[tuple[str, str], ...] = ()
    network: Network = ""

    @cached_property
    def settings(self) -> str:
        """The settings that differ, in a few words."""
        words = [f"{name} {value}" for name, value in self.differing[:SHOWN]]
        return " · ".join([*words, *(["…"] if len(self.differing) > SHOWN else [])])

    @cached_property
    def data(self) -> str:
        """The data in a few words."""
        return data_words(self.run.data)

    @cached_property
    def network_words(self) -> str:
        """Whether the network is another now, in words."""
        words: dict[Network, str] = {"same": tr("as now"), "changed": tr("changed since"), "": ""}
        return words[self.network]

    @cached_property
    def searched(self) -> str:
        """All that a word of a filter is looked for in, without capitals."""
        run, notes = self.run, self.run.notes
        words = (run.title, run.path.name, run.name, notes.note, *notes.tags, self.data, run.state_words, run.device)
        return "\n".join(words).casefold()


def rows(runs: Sequence[Description], network: str = "") -> tuple[Row, ...]:
    """A row for each run; `network` is the digest of the open project's, "" where that is not known."""
    apart = settings_apart([run for run in runs if run.settings])
    names = {name: short_name(name, apart) for name in apart}
    return tuple(Row(run, _differing(run, names), _standing(run.network, network)) for run in runs)


def among(listed: Sequence[Row]) -> tuple[Row, ...]:
    """Some of the rows, of which each tells only the settings in which these are not all alike."""
    told = [dict(row.differing) for row in listed]
    names = dict.fromkeys(name for each in told for name in each)
    alike = {name for name in names if len({each.get(name) for each in told}) == 1}
    if not alike:
        return tuple(listed)
    return tuple(
        replace(row, differing=tuple(each for each in row.differing if each[0] not in alike)) for row in listed
    )


def settings_apart(runs: Sequence[Description]) -> dict[str, tuple[Any, ...]]:
    """The settings that tell these runs apart, each with the value of every run; None where a run has none."""
    return differing([_telling(run) for run in runs])


def metric_names(runs: Iterable[Description]) -> tuple[str, ...]:
    """The names of all values, those on the test samples first, those on the training samples last."""
    found = dict.fromkeys(name for run in runs for name in run.metrics)
    names = sorted(found, key=lambda name: (not name.startswith(TEST), not name.startswith(VALIDATION)))
    return tuple(names[:MOST_VALUES])


def data_words(data: Mapping[str, Any]) -> str:
    """The kind of data, and the name of the folder or file they are read from."""
    kind, path = str(data.get("kind", "")), data.get("path")
    title = in_language(data_kinds[kind].title) if kind in data_kinds else kind
    return f"{title} · {Path(path).name}" if isinstance(path, str) and path else title


def _differing(run: Description, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    own = _telling(run)
    return tuple((short, shown(own[name])) for name, short in names.items() if own.get(name) is not None)


def _telling(run: Description) -> dict[str, Any]:
    """The settings by their names, less the epochs wanted: a column of its own tells how many there were."""
    return {name: value for name, value in flat(run.settings) if name != "epochs"}


def short_name(name: str, among: Iterable[str]) -> str:
    """The last part of a dotted name where no other ends in it; of a kind, what it is the kind of."""
    plain = name.removesuffix(".kind")
    last = plain.rpartition(".")[2]
    alike = sum(other.removesuffix(".kind").rpartition(".")[2] == last for other in among)
    return last if alike == 1 else plain


def _standing(run: str, now: str) -> Network:
    if not run or not now:
        return ""
    return "same" if run == now else "changed"
