"""Reads a text table as a whole, as fast as polars does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

import polars as pl

from studio.data.config.table_files import TableFile

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
) -> pl.DataFrame | None:
    """The table as polars reads it; None where it gives up, finds another number of columns, or bytes of 0."""
    options: dict[str, Any] = {
        "separator": separator, "quote_char": quote, "has_header": config.header, "new_columns": list(names),
        "glob": False, "n_rows": most,
    }  # fmt: skip
    inferring: dict[str, Any] = {"infer_schema_length": max(SAMPLE_ROWS, INFERRED // len(names))}
    texts: dict[str, Any] = {"infer_schema": False}
    for way in [texts] if as_text else [inferring, texts]:
        try:
            overrides = _types(_read(source, {**options, "n_rows": SAMPLE_ROWS}), config) if way is inferring else None
            found = _read(source, {**options, **way, "schema_overrides": overrides})
        except pl.exceptions.PolarsError:
            continue
        return found if found.columns == list(names) and not _has_zeros(found) else None
    return None


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


def _has_zeros(values: pl.DataFrame) -> bool:
    texts = (column for column in values.iter_columns() if column.dtype == pl.String)
    return any(bool(column.str.contains("\0", literal=True).any()) for column in texts)
