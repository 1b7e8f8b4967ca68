"""Runs side by side at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from studio.cli.console import console, table
from studio.cli.runs import entry
from studio.text import tr, written_out
from studio.training.runs.comparison import Comparison
from studio.training.runs.comparison_table import Line, network_sentences, parts, titles


def comparison(compared: Comparison, macs: Sequence[int | None]) -> dict[str, Any]:
    """A comparison for programs, with the multiply-accumulates of the runs' networks."""
    return {
        "runs": [entry(run) for run in compared.runs],
        "settings": {name: list(values) for name, values in compared.settings.items()},
        "metrics": {name: asdict(standing) for name, standing in compared.metrics.items()},
        "parameters": [run.parameters for run in compared.runs],
        "macs": list(macs),
        "network": [None if told is None else list(told) for told in compared.networks],
        "data": {"same": compared.same_data, "fingerprints": [run.fingerprint or None for run in compared.runs]},
        "notes": list(compared.notes()),
    }


def show_comparison(compared: Comparison, macs: Sequence[int | None]) -> None:
    """A comparison as a table with a column for each run, then what differs in words."""
    screen = console()
    found = table("", *map(written_out, titles(compared)))
    lines = [part.lines for part in parts(compared, macs)]
    for together in lines:
        for line in together:
            found.add_row(written_out(line.name), *_words(line))
        found.add_section()
    screen.print(found)
    if any(line.best for together in lines for line in together):
        screen.print(tr("* marks the best."), style="dim")
    for told in network_sentences(compared):
        screen.print(written_out(told))
    for note in compared.notes():
        screen.print(note, style="yellow")


def _words(line: Line) -> list[Text]:
    words = map(written_out, line.cells)
    return [Text(f"{word} *", "bold") if place in line.best else Text(word) for place, word in enumerate(words)]
