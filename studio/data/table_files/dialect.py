"""Finds out how a text file separates the values of a row, and what it calls its columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.formatting.shortened import shortened
from studio.text import tr

SEPARATORS = ("\t", ";", "|", ",")
"""What is looked for, those first that hardly stand in values."""

NAMED = {"tab": "\t", "space": " "}

SEPARATOR_LINE = re.compile("sep=.", re.IGNORECASE)
"""What Excel writes and reads above a table."""

SAMPLE_ROWS = 50
LONGEST_CELL = 2**31 - 1


@contextmanager
def long_cells() -> Iterator[None]:
    """Let Python's reader of CSV, whose bound is one for the process, take cells of any length for a while."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def separator_of(text: IO[str], wanted: str, quote: str | None) -> str:
    """What separates values: as it is `wanted`, or that which divides the first rows into as many values each."""
    if wanted != "auto":
        return NAMED.get(wanted, wanted)
    text.seek(0)
    lines = [line for line in islice(text, SAMPLE_ROWS) if line.strip()]
    text.seek(0)
    found = {separator: _evenness(lines, separator, quote) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: found[separator]) if any(found.values()) else ","


def _evenness(lines: Sequence[str], separator: str, quote: str | None) -> float:
    """The share of rows that have as many values as the first one; 0 where these are not divided at all."""
    with long_cells():
        lengths = [len(row) for row in reader(lines, separator, quote)]
    if not lengths or lengths[0] < 2:
        return 0.0
    return Counter(lengths)[lengths[0]] / len(lengths)


def names_of(text: IO[str], path: Path, separator: str, quote: str | None, *, header: bool) -> tuple[str, ...]:
    """The names of the columns, those without one by their number. Raises DataError for none, or for a name twice.

    Spaces around a name do not count.
    """
    text.seek(0)
    with long_cells():
        first = next((row for row in reader(text, separator, quote) if row), None)
    text.seek(0)
    if first is None:
        raise DataError(tr("“{file}” is empty.", file=shown(path.name)), tr("Choose a table with rows."))
    if SEPARATOR_LINE.fullmatch(separator.join(first)):
        raise DataError(
            tr("The first line of “{file}”, {line}, is a note to spreadsheets about what separates values.",
               file=shown(path.name), line=separator.join(first)),
            tr("Remove that line: the separator is found without it."),
        )  # fmt: skip
    if not header:
        return tuple(f"column {number}" for number in range(1, len(first) + 1))
    names = tuple(name.strip() or f"column {number}" for number, name in enumerate(first, start=1))
    check_names(names, path)
    return names


def check_names(names: Sequence[str], path: Path) -> None:
    """Raise DataError for two columns of one name."""
    for name, count in Counter(names).items():
        if count > 1:
            places = [str(number) for number, other in enumerate(names, start=1) if other == name]
            raise DataError(
                tr("“{file}” calls {count} columns “{name}”: those at {places}.",
                   file=shown(path.name), count=count, name=shortened(name), places=tr(", ").join(places[:5])),
                tr("Give each column a name of its own, or switch header off if the first row is one of values."),
            )  # fmt: skip


def reader(lines: Sequence[str] | IO[str], separator: str, quote: str | None) -> Iterator[list[str]]:
    """Rows of texts; a row without any is an empty line."""
    if quote is None:
        return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=separator, quotechar=quote)
