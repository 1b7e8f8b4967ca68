"""What a training would see of data, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from studio.cli.console import console, table
from studio.data.left_out import sentences
from studio.formatting.numbers import exact, shape
from studio.text import ntr, tr, written_out

if TYPE_CHECKING:
    from studio.data.config import Data
    from studio.data.overview import Overview

MOST_CLASSES = 40
"""So many classes get a line."""


def show_overview(config: Data, found: Overview) -> None:
    """Print the splits by classes, the columns, and what has to be known."""
    screen = console()
    screen.print(tr("{title}: samples of {shape}", title=config.title, shape=shape(found.shape)), style="bold")
    screen.print(_splits(found))
    rest = len(found.classes) - MOST_CLASSES
    if found.class_counts and rest > 0:
        screen.print(ntr("and {count} more class", "and {count} more classes", rest), style="dim")
    if found.columns:
        screen.print(_columns(found))
    for sentence in (*sentences(found.left_out), *found.notes):
        screen.print(written_out(sentence))


def _splits(found: Overview) -> Table:
    """A line for each class with its samples in each split, and one for all."""
    headings = {"train": tr("training"), "validation": tr("validation"), "test": tr("test")}
    rows = table(_heading(found), *(f">{headings[split]}" for split in found.splits))
    counts = found.class_counts
    for name in found.classes[:MOST_CLASSES]:
        numbers = (exact(counts[split][name]) if split in counts else "" for split in found.splits)
        rows.add_row(written_out(name), *numbers)
    rows.add_section()
    rows.add_row(Text(tr("all samples"), "bold"), *map(exact, found.splits.values()))
    return rows


def _heading(found: Overview) -> str:
    words = {
        "classes": tr("class"), "pixels": tr("class of a pixel"), "labels": tr("label"), "numbers": tr("number"),
        "positions": tr("class at a position"),
        "input": tr("the input itself"),
    }  # fmt: skip
    return words[found.task]


def _columns(found: Overview) -> Table:
    rows = table(tr("column"), tr("role"), tr("type"), f">{tr('missing')}", f">{tr('different')}", tr("such as"))
    for column in found.columns:
        different = "" if column.distinct is None else exact(column.distinct)
        examples = tr(", ").join(map(written_out, column.examples))
        missing = exact(column.missing) if column.missing else ""
        rows.add_row(Text(written_out(column.name), "bold"), column.role, column.type, missing, different, examples)
    return rows
