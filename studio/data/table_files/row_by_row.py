"""Reads a text table row by row where rows differ in length: slower, but it knows which rows do not fit."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.errors import DataError
from studio.data.left_out import EXAMPLES, LeftOut
from studio.data.regular_files import shown
from studio.data.table_files.columns_on_disk import Columns
from studio.data.table_files.dialect import long_cells, reader
from studio.text import ntr, tr

CHUNK = 2**24
TAIL = 1024


class Rows(NamedTuple):
    """Columns of text, the number of each row as a spreadsheet shows it, and the rows that are left out.

    `last` is the last row of the file, whether it fits or not.
    """

    values: pl.DataFrame
    numbers: npt.NDArray[np.int64]
    left_out: tuple[LeftOut, ...]
    last: Sequence[str]
    last_number: int


def row_by_row(
    text: IO[str], names: Sequence[str], separator: str, quote: str | None, *, header: bool, most: int | None = None
) -> Rows:
    """All rows with as many values as there are names; others are left out."""
    columns: list[list[str | None]] = [[] for _ in names]
    numbers: list[int] = []
    examples: list[str] = []
    ragged = number = 0
    row: list[str] = []
    text.seek(0)
    with long_cells():
        for number, row in enumerate(reader(text, separator, quote), start=1):
            if (header and number == 1) or not row:
                continue
            if len(numbers) == most:
                break
            if len(row) != len(names):
                ragged += 1
                if ragged <= EXAMPLES:
                    examples.append(
                        ntr("row {row} ({count} value)", "row {row} ({count} values)", len(row), row=number)
                    )
                continue
            numbers.append(number)
            for column, value in zip(columns, row, strict=True):
                column.append(value or None)
    series = [pl.Series(name, column, dtype=pl.String) for name, column in zip(names, columns, strict=True)]
    left_out = (LeftOut("ragged", "", ragged, tuple(examples)),) if ragged else ()
    return Rows(pl.DataFrame(series), np.array(numbers, dtype=np.int64), left_out, row, number)


def check_closed(rows: Rows, file: IO[bytes], quote: str | None, path: Path) -> None:
    """Raise DataError where a quotation mark is never closed, so that its value is all of the file behind it."""
    last = rows.last
    if quote is None or not last or "\n" not in last[-1].replace("\r", "\n"):
        return
    file.seek(max(0, file.seek(0, io.SEEK_END) - TAIL))
    if not file.read().rstrip().endswith(quote.encode()):
        raise DataError(
            tr("In “{file}” a quotation mark is not closed: row {row} has all that comes after it.",
               file=shown(path.name), row=rows.last_number),
            tr("Close it, or set quote to that which stands around values."),
        )  # fmt: skip


def has_short_rows(
    values: Columns, empty: pl.Series | None, file: IO[bytes], separator: str, quote: str | None, *, header: bool
) -> bool:
    """Whether some rows may have fewer values than there are columns, which polars fills up without a word.

    Only such rows lack the last value and a separator; with quotes in the file a separator may be part of a value.
    `empty` says which rows have no value at all, None where all have their last one.
    """
    width = len(values.columns)
    if empty is None or width == 1:
        return False
    separators = 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        if quote is not None and quote.encode() in chunk:
            return True
        separators += chunk.count(separator.encode())
    rows = values.height + header
    return separators not in ((width - 1) * rows, (width - 1) * (rows - int(empty.sum())))
