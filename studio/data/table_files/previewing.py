"""The first rows of a table with what each column seems to be, before any role is known to fit."""

from __future__ import annotations

from dataclasses import dataclass

from studio.data.columns import Column
from studio.data.config.table_files import TableFile
from studio.data.errors import DataError
from studio.data.table_files.frames import Frame, read_frame
from studio.data.table_files.numerals import Decimal, decimal_of, numbers_of
from studio.data.table_files.parsing import file_of
from studio.data.table_files.understanding import MOSTLY, examples_of, prepared, type_of
from studio.formatting.shortened import shortened

ROWS = 200
"""So many rows are looked at."""


@dataclass(frozen=True)
class TablePreview:
    """Columns with their roles and types, and rows as they are written; `notes` say how the file was read."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def table_preview(config: TableFile) -> TablePreview:
    """The preview of the table's main file. Raises DataError where it cannot be read."""
    frame = read_frame(file_of(config.path), config, most=ROWS)
    decimal = _decimal(frame, config)
    columns = tuple(_column(frame, name, config, decimal) for name in frame.table.columns)
    rows = tuple(
        tuple("" if value is None else shortened(str(value), 40) for value in row) for row in frame.table.rows()
    )
    return TablePreview(columns, rows, frame.notes)


def _decimal(frame: Frame, config: TableFile) -> Decimal:
    texts = [prepared(values, config).values for values in frame.table if type_of(values.dtype) == "text"]
    try:
        return decimal_of(texts, config.decimal, has_points=any(values.dtype.is_float() for values in frame.table))
    except DataError:
        return "."


def _column(frame: Frame, name: str, config: TableFile, decimal: Decimal) -> Column:
    values = prepared(frame.table[name], config).values
    kind = type_of(values.dtype)
    there = len(values) - values.null_count()
    if kind == "text" and there:
        found = numbers_of(values, decimal)
        kind = "number" if (len(found) - found.null_count()) / there >= MOSTLY else kind
    return Column(name, config.role_of(name), kind, values.null_count(), None, examples_of(frame.table[name]))
