"""Columns of a table that is too large for the memory: in a Parquet file, of which one at a time is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import polars as pl

from studio.data.table_files.dropping import Mask

OF_SYSTEM = re.compile(r"\(os error (\d+)\)")
"""How polars tells what the system said."""


@contextmanager
def writing() -> Iterator[None]:
    """What polars does to a disk in here raises OSError where the system refuses it, as on a full disk."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        found = OF_SYSTEM.search(str(error))
        if found is None:
            raise
        raise OSError(int(found[1]), os.strerror(int(found[1]))) from None


class ParquetColumns:
    """The columns of a Parquet file, without the rows that are not to be kept (None: with all of them)."""

    def __init__(self, path: Path, kept: Mask | None = None) -> None:
        self._path, self._kept = path, kept

    @cached_property
    def schema(self) -> pl.Schema:
        """The types of the columns, by their names."""
        return pl.read_parquet_schema(self._path)  # type: ignore[return-value]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.schema)

    @cached_property
    def height(self) -> int:
        """The number of rows."""
        if self._kept is not None:
            return int(self._kept.sum())
        return int(pl.scan_parquet(self._path, glob=False).select(pl.len()).collect().item())

    def __len__(self) -> int:
        return self.height

    def __getitem__(self, name: str) -> pl.Series:
        column = pl.read_parquet(self._path, columns=[name], glob=False)[name]
        return column if self._kept is None else column.filter(pl.Series(self._kept))

    def iter_columns(self) -> Iterator[pl.Series]:
        """One column after the other."""
        return (self[name] for name in self.columns)

    def without(self, rows: pl.Series) -> ParquetColumns:
        """The same without these rows, of all rows there are."""
        return ParquetColumns(self._path, ~rows.to_numpy())

    def empty(self) -> pl.Series:
        """Which rows of the file have no value at all."""
        asked = pl.all_horizontal(pl.all().is_null()).alias("empty")
        return pl.scan_parquet(self._path, glob=False).select(asked).collect(engine="streaming")["empty"]


class Stacked:
    """The rows of several tables below each other, in columns of these names, one of which is made when it is asked
    for."""

    def __init__(self, tables: Sequence[pl.DataFrame | ParquetColumns], names: Sequence[str]) -> None:
        self._tables, self.columns = tables, list(names)

    def __getitem__(self, name: str) -> pl.Series:
        types = [table.schema[name] for table in self._tables]
        columns = [table[name] for table in self._tables]
        if len(set(map(str, types))) > 1:
            alike = pl.Float64 if all(each.is_numeric() for each in types) else pl.String
            columns = [column.cast(alike) for column in columns]
        return pl.concat(columns)

    def iter_columns(self) -> Iterator[pl.Series]:
        """One column after the other."""
        return (self[name] for name in self.columns)


Columns = pl.DataFrame | ParquetColumns
"""A table in memory, or on the disk."""

AllColumns = Columns | Stacked
