"""Reads a text table as a whole, as fast as polars does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import polars as pl

from studio.data.config.table_files import TableFile
from studio.data.table_files.columns_on_disk import Columns, ParquetColumns, writing

INFERRED = 200_000
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
        "separator": separator, "quote_char": quote, "has_header": config.header, "new_columns": list(names),
        "glob": False, "n_rows": most,
    }  # fmt: skip
    inferring: dict[str, Any] = {"infer_schema_length": max(SAMPLE_ROWS, INFERRED // len(names))}
    texts: dict[str, Any] = {"infer_schema": False}
    for way in [texts] if as_text else [inferring, texts]:
        try:
            overrides = _types(_read(source, {**options, "n_rows": SAMPLE_ROWS}), config) if way is inferring else None
            found = _taken(source, {**options, **way, "schema_overrides": overrides}, into)
        except pl.exceptions.PolarsError:
            continue
        return found if found.columns == list(names) and not _has_zeros(found) else None
    return None


def _taken(source: str | IO[bytes], options: dict[str, Any], into: Path | None) -> Columns:
    if into is None:
        return _read(source, options)
    with writing():
        pl.scan_csv(source, **options).sink_parquet(into, compression="uncompressed", statistics=False)
    return ParquetColumns(into)


def _read(source: str | IO[bytes], options: dict[str, Any]) -> pl.DataFrame:
    if not isinstance(source, str):
        source.seek(0)
    return pl.read_csv(source, **options)


def _types(sample: pl.DataFrame, config: TableFile) -> dict[str, Any]:
    """Features and targets with decimals in the precision that networks have; names as they are written, 007 too."""
    found: dict[str, Any] = {}
    for name, dtype in sample.schema.items():
        role = config.role_of(name)
        if role in OF_NAMES:
            found[name] = pl.String
        elif dtype == pl.Float64 and role in ("feature", "number"):
            found[name] = pl.Float32
    return found


def _has_zeros(values: Columns) -> bool:
    texts = (values[name] for name, dtype in values.schema.items() if dtype == pl.String)
    return any(bool(column.str.contains("\0", literal=True).any()) for column in texts)
