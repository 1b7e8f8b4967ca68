"""The columns of the list of runs: what a cell says, what it is sorted by, what is told on pointing at it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from studio.formatting.moments import ago, exactly
from studio.formatting.numbers import exact
from studio.formatting.quantities import duration
from studio.formatting.shortened import LONGEST_PATH, shortened
from studio.text import in_language, ntr, tr, written_out
from studio.training.metrics import VALIDATION
from studio.training.runs import values
from studio.training.runs.description import TEST
from studio.training.runs.overview import Row

LONGEST_TIP = 1_000
"""Characters of a note that are told on pointing at a run."""

NOTHING = (False, "")
"""What a cell without a value is sorted by: behind all others."""


@dataclass(frozen=True)
class Column:
    """One thing told of runs. `value` gives what is sorted by, None where it is not known."""

    key: str
    title: str
    text: Callable[[Row], str]
    value: Callable[[Row], Any]
    tip: Callable[[Row], str] = lambda row: ""
    width: int = 100
    is_number: bool = False
    is_shown: bool = True

    @property
    def heading(self) -> str:
        """The title in the language in use, with a capital."""
        title = in_language(self.title)
        return title[:1].upper() + title[1:]


def _state_tip(row: Row) -> str:
    return row.run.reason


def _name_tip(row: Row) -> str:
    notes = row.run.notes
    return "\n".join(filter(None, (_line(row.run.title), _line(str(row.run.path)), _paragraph(notes.note))))


def _line(text: str) -> str:
    """Words of a person or a file on one line of some length, in letters that steer nothing."""
    return written_out(shortened(" ".join(text.split()), LONGEST_PATH))


def _paragraph(text: str) -> str:
    return shortened(text, LONGEST_TIP)


def _length(row: Row) -> str:
    run = row.run
    if not run.epoch and not run.seconds:
        return ""
    epochs = ntr("{count} epoch", "{count} epochs", run.epoch)
    return tr("{epochs} · {time}", epochs=epochs, time=duration(run.seconds))


def _count(row: Row) -> str:
    return "" if row.run.parameters is None else exact(row.run.parameters)


def _settings_tip(row: Row) -> str:
    return "\n".join(f"{name} {value}" for name, value in row.differing)


MARK, STAR, NAME, STATE = "mark", "star", "name", "state"
"""Keys of the columns that are drawn in a way of their own."""

BEFORE = (
    Column(MARK, "", lambda row: "", lambda row: None, width=30),
    Column(STAR, "", lambda row: "", lambda row: row.run.notes.star or None, width=30),
    Column(NAME, tr("name"), lambda row: _line(row.run.title), lambda row: row.run.title.casefold(), _name_tip, 176),
    Column(STATE, tr("state"), lambda row: row.run.state_words, lambda row: row.run.state_words, _state_tip, 92),
)
"""Columns before the results."""

BEHIND = (
    Column(
        "when", tr("begun"), lambda row: ago(row.run.began, time.time()), lambda row: row.run.began,
        lambda row: exactly(row.run.began), 128,
    ),
    Column(
        "settings", tr("settings that differ"), lambda row: row.settings, lambda row: row.settings.casefold() or None,
        _settings_tip, 200,
    ),
    Column(
        "network", tr("network"), lambda row: row.network_words, lambda row: row.network_words or None,
        lambda row: tr("Beside the network of the open project") if row.network else "", 120,
    ),
    Column("length", tr("length"), _length, lambda row: (row.run.epoch, row.run.seconds), width=148),
    Column("data", tr("data"), lambda row: row.data, lambda row: row.data.casefold() or None, width=148),
    Column(
        "tags", tr("tags"), lambda row: _line(tr(", ").join(row.run.notes.tags)), lambda row: row.run.notes.tags or None
    ),
    Column(
        "note", tr("note"), lambda row: _line(row.run.notes.note),
        lambda row: row.run.notes.note.casefold() or None, lambda row: _paragraph(row.run.notes.note), 160,
    ),
    Column(
        "device", tr("device"), lambda row: _line(row.run.device), lambda row: row.run.device.casefold() or None,
        width=132,
    ),
    Column("parameters", tr("parameters"), _count, lambda row: row.run.parameters, is_number=True),
    Column(
        "project", tr("project"), lambda row: _line(row.run.name), lambda row: row.run.name.casefold() or None,
        is_shown=False,
    ),
)  # fmt: skip
"""Columns behind the results."""


def columns(metrics: Iterable[str]) -> tuple[Column, ...]:
    """All columns of a list of runs with these values."""
    return (*BEFORE, *map(_of_metric, metrics), *BEHIND)


def sorting_key(column: Column, row: Row) -> tuple[bool, Any]:
    """What a row is sorted by; rows without a value compare with those that have one."""
    value = column.value(row)
    return NOTHING if value is None else (True, value)


def _of_metric(name: str) -> Column:
    """Values on the training samples stand there on request."""
    is_shown = name.startswith((TEST, VALIDATION))
    return Column(
        f"metric:{name}",
        values.label(name),
        lambda row: values.words(name, row.run.metrics[name]) if name in row.run.metrics else "",
        lambda row: _number(row.run.metrics.get(name)),
        width=124,
        is_number=True,
        is_shown=is_shown,
    )


def _number(value: float | None) -> float | None:
    """A value that can be sorted: a loss that has become no number stands with those that are not known."""
    return None if value is None or math.isnan(value) else value
