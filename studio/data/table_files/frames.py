"""Reads a table file into columns as they are written, with rows that do not fit it told."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.config.table_files import TableFile
from studio.data.errors import DataError
from studio.data.left_out import LeftOut
from studio.data.memory import check_memory
from studio.data.regular_files import UnreadableError, open_regular, shown
from studio.data.sources.folder import FileStamp, file_stamp
from studio.data.table_files.at_once import at_once
from studio.data.table_files.dialect import check_names, names_of, separator_of
from studio.data.table_files.encodings import UTF8, Encoding, encoding_of, seems_utf8
from studio.data.table_files.row_by_row import Rows, check_closed, has_short_rows, row_by_row
from studio.text import tr

PARQUET = b"PAR1"

TIMES_TEXT = 3
"""Bytes in memory for each byte of a text file, at most, while it is read."""


@dataclass(frozen=True, eq=False)
class Frame:
    """The columns of a file, with the number of each row as a spreadsheet shows it, where the header is row 1."""

    path: Path
    values: pl.DataFrame
    rows: npt.NDArray[np.int64]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def read_frame(path: Path, config: TableFile, *, as_text: bool = False, most: int | None = None) -> Frame:
    """All of a file, or its first rows; with `as_text`, no value of a text file is taken for a number yet.

    Raises DataError.
    """
    before = stamp_of(path)
    with _opened(path) as file:
        is_parquet = file.read(len(PARQUET)) == PARQUET
        file.seek(0)
        frame = _parquet(file, path, most) if is_parquet else _text(file, path, config, as_text=as_text, most=most)
    if stamp_of(path) != before:
        raise DataError(
            tr("“{file}” has changed while it was read.", file=shown(path.name)),
            tr("Try again once nothing writes to it."),
        )
    if not len(frame.values) and frame.left_out:
        raise DataError(
            tr("In “{file}” no row has as many values as there are names of columns: {some}.",
               file=shown(path.name), some=frame.left_out[0].examples[0]),
            tr("Set the separator to what stands between two values."),
        )  # fmt: skip
    if not len(frame.values):
        raise DataError(
            tr("“{file}” has names of columns, but no rows.", file=shown(path.name)), tr("Choose a table with rows.")
        )
    return frame


def stamp_of(path: Path) -> FileStamp:
    """What changes when the file does. Raises DataError where there is none."""
    try:
        return file_stamp(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from None


def _opened(path: Path) -> IO[bytes]:
    try:
        return open_regular(path)
    except UnreadableError as error:
        raise _unreadable(path, error.reason) from None


def _unreadable(path: Path, reason: str) -> DataError:
    return DataError(
        tr("“{file}” cannot be read: {reason}.", file=shown(path), reason=reason), tr("Choose another file.")
    )


def _parquet(file: IO[bytes], path: Path, most: int | None) -> Frame:
    try:
        values = pl.read_parquet(file, n_rows=most)
    except MemoryError:
        raise
    except Exception as error:  # damaged files fail in many ways, also with errors of the library's core
        raise _damaged(path, error) from None
    check_names(values.columns, path)
    return Frame(path, values, np.arange(1, len(values) + 1))


def _text(file: IO[bytes], path: Path, config: TableFile, *, as_text: bool, most: int | None) -> Frame:
    size = os.fstat(file.fileno()).st_size
    check_memory(size * TIMES_TEXT, tr("To read “{file}”", file=shown(path.name)), tr("Choose a smaller file."))
    if seems_utf8(file, path, config.encoding):
        found = _read_as(Encoding(UTF8), file, path, config, as_text=as_text, careful=False, most=most)
        if found is not None:
            return found
    encoding = encoding_of(file, path, config.encoding)
    found = _read_as(encoding, file, path, config, as_text=as_text, careful=True, most=most)
    assert found is not None
    return found


def _read_as(
    encoding: Encoding, file: IO[bytes], path: Path, config: TableFile, *, as_text: bool, careful: bool,
    most: int | None,
) -> Frame | None:  # fmt: skip
    """The table by this encoding; None where not all fits and it is not to be read `careful`ly, row by row."""
    quote = None if config.quote == "none" else config.quote
    text = io.TextIOWrapper(file, encoding.codec, newline="")
    try:
        separator = separator_of(text, config.separator, quote)
        names = names_of(text, path, separator, quote, header=config.header)
        is_plain = encoding.codec == UTF8
        content = file if is_plain else io.BytesIO(text.read().encode())
        source = str(path) if is_plain else content
        found = (
            None if has_old_ends(file) else at_once(source, names, separator, quote, config, as_text=as_text, most=most)
        )
        is_whole = found is not None and (
            most is not None or not has_short_rows(found, content, separator, quote, header=config.header)
        )
        if found is not None and is_whole:
            return _frame(path, found, None, config, encoding.note, separator)
        if not careful:
            return None
        rows = row_by_row(text, names, separator, quote, header=config.header, most=most)
        if most is None:
            check_closed(rows, content, quote, path)
        return _frame(path, rows.values, rows, config, encoding.note, separator)
    except UnicodeDecodeError:
        return None
    finally:
        file.seek(0)
        text.detach()


def _frame(path: Path, values: pl.DataFrame, rows: Rows | None, config: TableFile, note: str, separator: str) -> Frame:
    """The columns as one reader or the other has read them, without empty rows."""
    first = 2 if config.header else 1
    numbers = rows.numbers if rows is not None else np.arange(first, first + len(values))
    left_out = rows.left_out if rows is not None else ()
    empty = _empty(values)
    if empty.any():
        values, numbers = values.filter(~empty), numbers[~empty.to_numpy()]
    notes = [note, _header_note(path, values, config), _separator_note(path, separator, config)]
    return Frame(path, values, numbers, left_out, tuple(filter(None, notes)))


def _empty(values: pl.DataFrame) -> pl.Series:
    """Which rows have no value at all."""
    if not values.width or not values.height or not values[values.columns[-1]].null_count():
        return pl.Series([False]).new_from_index(0, values.height)
    return values.select(pl.all_horizontal(pl.all().is_null()).alias("empty"))["empty"]


def has_old_ends(file: IO[bytes]) -> bool:
    """Whether lines end with a carriage return alone, as on old Macs."""
    place = file.tell()
    file.seek(0)
    head = file.read(65536)
    file.seek(place)
    return b"\r" in head and b"\n" not in head


def _header_note(path: Path, values: pl.DataFrame, config: TableFile) -> str:
    """A first row that looks like values and is taken for names."""
    if not config.header or not values.width or not all(_is_number(name) for name in values.columns):
        return ""
    return tr(
        "The first row of “{file}” has only numbers and is taken for names: switch header off if it has values.",
        file=shown(path.name),
    )


def _separator_note(path: Path, separator: str, config: TableFile) -> str:
    if config.separator != "auto" or separator == ",":
        return ""
    word = {"\t": tr("tabs"), ";": "“;”", "|": "“|”"}[separator]
    return tr("The values in “{file}” are separated by {separator}.", file=shown(path.name), separator=word)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _damaged(path: Path, error: Exception) -> DataError:
    reason = str(error).partition("\n")[0] or type(error).__name__
    return DataError(
        tr("“{file}” is no Parquet file that can be read: {reason}.", file=shown(path.name), reason=reason.rstrip(".")),
        tr("Save the table again, or choose another file."),
    )
