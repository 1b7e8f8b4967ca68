"""Runs side by side at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.text import Text

from studio.cli.console import console, table
from studio.cli.runs import entry
from studio.formatting.shortened import LONGEST_PATH, shortened
from studio.text import tr, written_out
from studio.training.metrics import VALIDATION, figure
from studio.training.runs import differences
from studio.training.runs.comparison import Comparison
from studio.training.runs.description import TEST

UNKNOWN = "—"


def comparison(compared: Comparison) -> dict[str, Any]:
    """A comparison for programs."""
    return {
        "runs": [entry(run) for run in compared.runs],
        "settings": {name: list(values) for name, values in compared.settings.items()},
        "metrics": {name: asdict(standing) for name, standing in compared.metrics.items()},
        "parameters": [run.parameters for run in compared.runs],
        "network": [None if told is None else list(told) for told in compared.networks],
        "data": {"same": compared.same_data, "fingerprints": [run.fingerprint or None for run in compared.runs]},
        "notes": list(compared.notes()),
    }


def show_comparison(compared: Comparison) -> None:
    """A comparison as a table with a column for each run, then what differs in words."""
    screen = console()
    names = _names([run.path for run in compared.runs])
    found = table("", *names)
    found.add_row(tr("state"), *(run.state_words for run in compared.runs))
    found.add_row(tr("network"), *(written_out(shortened(run.name)) for run in compared.runs))
    found.add_row(tr("epochs"), *(str(run.epoch) for run in compared.runs))
    found.add_row(
        tr("parameters"), *(UNKNOWN if run.parameters is None else f"{run.parameters:,}" for run in compared.runs)
    )
    found.add_section()
    for name, values in compared.settings.items():
        found.add_row(written_out(name), *(written_out(differences.shown(value)) for value in values))
    found.add_section()
    for name, standing in compared.metrics.items():
        found.add_row(written_out(metric_label(name)), *_words(name, standing.values, standing.best))
    screen.print(found)
    if any(standing.best for standing in compared.metrics.values()):
        screen.print(tr("* marks the best."), style="dim")
    for told in _network_sentences(compared, names):
        screen.print(told)
    for note in compared.notes():
        screen.print(note, style="yellow")


def metric_label(name: str) -> str:
    """The name of a value with what it was reached on."""
    if name.startswith(TEST):
        return tr("test {values}", values=figure(name.removeprefix(TEST)).inline)
    if name.startswith(VALIDATION):
        return tr("validation {values}", values=figure(name.removeprefix(VALIDATION)).inline)
    return figure(name).inline


def _names(paths: Sequence[Path]) -> list[str]:
    """The names of the runs' folders, or all of their paths where two have the same name."""
    short = [path.name for path in paths]
    if len(set(short)) < len(paths):
        return [written_out(shortened(str(path), LONGEST_PATH)) for path in paths]
    return [written_out(shortened(name)) for name in short]


def _words(name: str, values: Sequence[float | None], best: Sequence[int]) -> list[Text]:
    told = figure(name.removeprefix(TEST).removeprefix(VALIDATION))
    words = [UNKNOWN if value is None else told.words(value) for value in values]
    return [Text(f"{word} *", "bold") if place in best else Text(word) for place, word in enumerate(words)]


def _network_sentences(compared: Comparison, names: Sequence[str]) -> list[str]:
    """What differs between the network of each run and that of the first."""
    sentences: list[str] = []
    for name, told in list(zip(names, compared.networks, strict=True))[1:]:
        said = _network_words(told)
        sentences.append(tr("{run} beside {first}: {said}.", run=name, first=names[0], said=said))
    return sentences


def _network_words(told: Sequence[str] | None) -> str:
    if told is None:
        return tr("the network of one of them was not kept")
    return written_out(differences.told(told)) if told else tr("the same network")
