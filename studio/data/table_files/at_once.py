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
        "separator": separator, "quote_char": quote, "has_header": config.header, "glob": False, "n_rows": most,
    }  # fmt: skip
    for is_text in [True] if as_text else [False, True]:
        try:
            types = dict.fromkeys(names, pl.String) if is_text else _types(source, names, options, config)
            if types is None:
                return None
            found = _taken(source, {**options, "schema": types}, into)
        except pl.exceptions.PolarsError:
            continue
        return None if _has_zeros(found) else found
    return None


def _types(
    source: str | IO[bytes], names: Sequence[str], options: dict[str, Any], config: TableFile
) -> dict[str, Any] | None:
    """The types of columns by the first of their values; None where there is another number of columns.

    Features and targets with decimals have the precision that networks have; names are as they are written, 007 too.
    """
    inferred = pl.scan_csv(_begun(source), **options, infer_schema_length=max(SAMPLE_ROWS, INFERRED // len(names)))
    found = inferred.collect_schema().dtypes()
    if len(found) != len(names):
        return None
    return {name: _type(dtype, config.role_of(name)) for name, dtype in zip(names, found, strict=True)}


def _type(dtype: Any, role: str) -> Any:
    if role in OF_NAMES:
        return pl.String
    return pl.Float32 if dtype == pl.Float64 and role in ("feature", "number") else dtype


def _taken(source: str | IO[bytes], options: dict[str, Any], into: Path | None) -> Columns:
    if into is None:
        return pl.read_csv(_begun(source), **options)
    with writing():
        pl.scan_csv(source, **options).sink_parquet(into, compression="uncompressed", statistics=False)
    return ParquetColumns(into)


def _begun(source: str | IO[bytes]) -> str | IO[bytes]:
    if not isinstance(source, str):
        source.seek(0)
    return source


def _has_zeros(values: Columns) -> bool:
    texts = (values[name] for name, dtype in values.schema.items() if dtype == pl.String)
    return any(bool(column.str.contains("\0", literal=True).any()) for column in texts)
