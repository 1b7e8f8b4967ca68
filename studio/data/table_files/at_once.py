"""Reads a text table as a whole, as fast as polars does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import polars as pl

from studio.data.config.table_files import TableFile
from studio.data.table_files.columns_on_disk import Columns, ParquetColumns, writing

INFERRED = 100_000
"""So many values are looked at to find the types of columns."""

SAMPLE_ROWS = 200

OF_NAMES = ("category", "class", "labels", "group", "split")
"""Roles of columns whose values are names, whatever they look like."""


def at_once(
    source: str | IO[bytes],
    names: Sequence[str],
    separator: str,
    quote: str | None,
    config: TableFile,
    *,
    as_text: bool,
    most: int | None = None,
    into: Path | None = None,
) -> Columns | None:
    """The table as polars reads it; None where it gives up, finds another number of columns, or bytes of 0.

    `into` is the file that a table is put into which is too large for the memory. Raises OSError where it cannot be
    written.
    """
    options: dict[str, Any] = {
        "separator": separator, "quote_char": quote, "has_header": config.header, "glob": False, "n_rows": most,
    }  # fmt: skip
    for is_text in [True] if as_text else [False, True]:
        try:
            types = dict.fromkeys(names, pl.String) if is_text else _types(source, names, options, config)
            if types is None:
                return None
            table = pl.scan_csv(_begun(source), **options, schema=types)
            found = _taken(table if is_text else table.cast(_narrowed(types, config)), into)
        except pl.exceptions.PolarsError:
            continue
        return None if _has_zeros(found) else found
    return None


def _types(
    source: str | IO[bytes], names: Sequence[str], options: dict[str, Any], config: TableFile
) -> dict[str, Any] | None:
    """The types of columns by the first of their values; None where there is another number of columns.

    Names are as they are written, 007 too.
    """
    inferred = pl.scan_csv(_begun(source), **options, infer_schema_length=max(SAMPLE_ROWS, INFERRED // len(names)))
    found = inferred.collect_schema().dtypes()
    if len(found) != len(names):
        return None
    types = zip(names, found, strict=True)
    return {name: pl.String if config.role_of(name) in OF_NAMES else dtype for name, dtype in types}


def _narrowed(types: Mapping[str, Any], config: TableFile) -> pl.Schema:
    """Features and targets with decimals in the precision that networks have; polars reads 64 bits faster than 32."""
    decimals = (name for name, dtype in types.items() if dtype == pl.Float64)
    return pl.Schema({name: pl.Float32 for name in decimals if config.role_of(name) in ("feature", "number")})


def _taken(table: pl.LazyFrame, into: Path | None) -> Columns:
    if into is None:
        return table.collect()
    with writing():
        table.sink_parquet(into, compression="uncompressed", statistics=False)
    return ParquetColumns(into)


def _begun(source: str | IO[bytes]) -> str | IO[bytes]:
    if not isinstance(source, str):
        source.seek(0)
    return source


def _has_zeros(values: Columns) -> bool:
    texts = (values[name] for name, dtype in values.schema.items() if dtype == pl.String)
    return any(bool(column.str.contains("\0", literal=True).any()) for column in texts)
