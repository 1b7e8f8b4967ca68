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
from studio.data.folders.existing import FileStamp, file_stamp
from studio.data.left_out import LeftOut
from studio.data.memory import NUMBER_BYTES, check_memory, is_large
from studio.data.regular_files import UnreadableError, open_regular, shown
from studio.data.table_files.at_once import at_once
from studio.data.table_files.columns_on_disk import Columns, ParquetColumns
from studio.data.table_files.dialect import check_names, names_of, separator_of
from studio.data.table_files.encodings import UTF8, Encoding, encoding_of, seems_utf8
from studio.data.table_files.row_by_row import Rows, check_closed, has_short_rows, row_by_row
from studio.formatting.shortened import shortened
from studio.text import tr, unended

PARQUET = b"PAR1"

TIMES_TEXT = 3
"""Bytes in memory for each byte of a text file, at most, while it is read."""

TIMES_ROWS = 12
"""The same where it is read row by row."""


@dataclass(frozen=True, eq=False)
class Frame:
    """The columns of a file, with the number of each row as a spreadsheet shows it, where the header is row 1."""

    path: Path
    values: Columns
    rows: npt.NDArray[np.int64]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pl.DataFrame:
        """The columns, which are in memory where nothing else was asked for."""
        assert isinstance(self.values, pl.DataFrame)
        return self.values


def read_frame(
    path: Path, config: TableFile, *, as_text: bool = False, most: int | None = None, into: Path | None = None
) -> Frame:
    """All of a file, or its first rows; with `as_text`, no value of a text file is taken for a number yet.

    `into` is the file that a table is put into which is too large for the memory. Raises DataError, or OSError where
    that cannot be written.
    """
    before = stamp_of(path)
    with _opened(path) as file:
        is_parquet = file.read(len(PARQUET)) == PARQUET
        file.seek(0)
        if is_parquet:
            frame = _parquet(file, path, most, on_disk=into is not None)
        else:
            frame = _text(file, path, config, as_text=as_text, most=most, into=into)
    if stamp_of(path) != before:
        raise DataError(
            tr("“{file}” has changed while it was read.", file=shown(path.name)),
            tr("Try again once nothing writes to it."),
        )
    if not len(frame.values) and frame.left_out and len(frame.values.columns) == 1:
        raise DataError(
            tr("The first row of “{file}” has one value alone, “{name}”, and no row below it has just one: {some}.",
               file=shown(path.name), name=shortened(frame.values.columns[0], 40),
               some=frame.left_out[0].examples[0]),
            tr("Remove what stands above the names of the columns, or set the separator to what stands between two "
               "values."),
        )  # fmt: skip
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


def is_too_large(path: Path) -> bool:
    """Whether the table of a file is not to be held in memory. Raises DataError where it cannot be read."""
    with _opened(path) as file:
        if file.read(len(PARQUET)) != PARQUET:
            return is_large(os.fstat(file.fileno()).st_size * TIMES_TEXT // NUMBER_BYTES)
    try:
        table = ParquetColumns(path)
        return is_large(len(table) * len(table.columns))
    except Exception:  # what is damaged is told when it is read
        return False


def _opened(path: Path) -> IO[bytes]:
    try:
        return open_regular(path)
    except UnreadableError as error:
        raise _unreadable(path, error.reason) from None


def _unreadable(path: Path, reason: str) -> DataError:
    return DataError(
        tr("“{file}” cannot be read: {reason}.", file=shown(path), reason=reason), tr("Choose another file.")
    )


def _parquet(file: IO[bytes], path: Path, most: int | None, *, on_disk: bool) -> Frame:
    try:
        values = ParquetColumns(path) if on_disk else pl.read_parquet(file, n_rows=most)
        len(values)
    except MemoryError:
        raise
    except Exception as error:  # damaged files fail in many ways, also with errors of the library's core
        raise _damaged(path, error) from None
    check_names(values.columns, path)
    return Frame(path, values, np.arange(1, len(values) + 1))


def _text(
    file: IO[bytes], path: Path, config: TableFile, *, as_text: bool, most: int | None, into: Path | None
) -> Frame:
    if into is None and most is None:
        _check_memory(file, path, TIMES_TEXT)
    if seems_utf8(file, path, config.encoding):
        found = _read_as(Encoding(UTF8), file, path, config, as_text=as_text, careful=False, most=most, into=into)
        if found is not None:
            return found
    encoding = encoding_of(file, path, config.encoding)
    if encoding.codec != UTF8:
        _check_memory(file, path, TIMES_TEXT)
    found = _read_as(encoding, file, path, config, as_text=as_text, careful=True, most=most, into=into)
    assert found is not None
    return found


def _check_memory(file: IO[bytes], path: Path, times: int) -> None:
    size = os.fstat(file.fileno()).st_size
    check_memory(size * times, tr("To read “{file}”", file=shown(path.name)), tr("Choose a smaller file."))


def _read_as(
    encoding: Encoding, file: IO[bytes], path: Path, config: TableFile, *, as_text: bool, careful: bool,
    most: int | None, into: Path | None,
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
        found = None
        if not has_old_ends(file):
            found = at_once(source, names, separator, quote, config, as_text=as_text, most=most, into=into)
        empty = None if found is None else _empty(found)
        is_whole = found is not None and (
            most is not None or not has_short_rows(found, empty, content, separator, quote, header=config.header)
        )
        if found is not None and is_whole:
            return _frame(path, found, empty, None, config, encoding.note, separator)
        if not careful:
            return None
        if most is None:
            _check_memory(file, path, TIMES_ROWS)
        rows = row_by_row(text, names, separator, quote, header=config.header, most=most)
        if most is None:
            check_closed(rows, content, quote, path)
        return _frame(path, rows.values, _empty(rows.values), rows, config, encoding.note, separator)
    except UnicodeDecodeError:
        return None
    finally:
        file.seek(0)
        text.detach()


def _frame(
    path: Path, values: Columns, empty: pl.Series | None, rows: Rows | None, config: TableFile, note: str,
    separator: str,
) -> Frame:  # fmt: skip
    """The columns as one reader or the other has read them, without empty rows."""
    first = 2 if config.header else 1
    numbers = rows.numbers if rows is not None else np.arange(first, first + values.height)
    left_out = rows.left_out if rows is not None else ()
    if empty is not None and empty.any():
        values = values.filter(~empty) if isinstance(values, pl.DataFrame) else values.without(empty)
        numbers = numbers[~empty.to_numpy()]
    notes = [note, _header_note(path, values, config), _separator_note(path, separator, config)]
    return Frame(path, values, numbers, left_out, tuple(filter(None, notes)))


def _empty(values: Columns) -> pl.Series | None:
    """Which rows have no value at all; None where all have their last one."""
    if not values.columns or not values.height or not values[values.columns[-1]].null_count():
        return None
    if isinstance(values, pl.DataFrame):
        return values.select(pl.all_horizontal(pl.all().is_null()).alias("empty"))["empty"]
    return values.empty()


def has_old_ends(file: IO[bytes]) -> bool:
    """Whether lines end with a carriage return alone, as on old Macs."""
    place = file.tell()
    file.seek(0)
    head = file.read(65536)
    file.seek(place)
    return b"\r" in head and b"\n" not in head


def _header_note(path: Path, values: Columns, config: TableFile) -> str:
    """A first row that looks like values and is taken for names."""
    if not config.header or not values.columns or not all(_is_number(name) for name in values.columns):
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
        tr("“{file}” is no Parquet file that can be read: {reason}.", file=shown(path.name), reason=unended(reason)),
        tr("Save the table again, or choose another file."),
    )
