"""Reads numbers as people write them: with a decimal point or comma, and with signs between thousands."""

from __future__ import annotations

from typing import Literal

import polars as pl

from studio.data.errors import DataError
from studio.formatting.shortened import shortened
from studio.text import tr

Decimal = Literal[".", ","]

WITH_COMMA = r"^[+-]?(\d{1,3}([.'’ \u{a0}\u{202f}]\d{3})+|\d*)(,\d+)?([eE][+-]?\d+)?$"
"""A number with a decimal comma: `1.234,5`, `,5`, `12`."""

GROUPED = r"^[+-]?\d{1,3}([,'’ \u{a0}\u{202f}]\d{3})+(\.\d+)?$"
"""A number with a decimal point and signs between thousands: `1,234.5`."""

SURELY_COMMA = r"^[+-]?(\d{0,3},(\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+|\d{1,3}([.'’ \u{a0}\u{202f}]\d{3})+,\d+)$"
"""A number whose comma can only begin its decimals."""

SURELY_POINT = r"^[+-]?(\d*\.\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,})([eE][+-]?\d+)?$"
"""A number whose comma, if any, cannot begin its decimals."""

EITHER = r"^[+-]?[1-9]\d{0,2},\d{3}$"
"""A number that is a thousand times larger in one way of reading than in the other."""


def decimal_of(texts: list[pl.Series], wanted: str, *, has_points: bool) -> Decimal:
    """What begins the decimals of numbers in these columns: as it is `wanted`, or as a number shows that is sure.

    `has_points` says that other columns have decimal points. Raises DataError where only numbers are there that can
    be read in two ways.
    """
    if wanted != "auto":
        return "," if wanted == "," else "."
    if any(_share(column, SURELY_COMMA) > 0 and _share(column, WITH_COMMA) >= 0.5 for column in texts):
        return ","
    if has_points or any(_share(column, SURELY_POINT) > 0 for column in texts):
        return "."
    for column in texts:
        if _share(column, EITHER) >= 0.5:
            value = shortened(str(column.filter(column.str.contains(EITHER).fill_null(value=False))[0]))
            raise DataError(
                tr("“{value}” in the column “{column}” can be read with a decimal comma or with thousands.",
                   value=value, column=column.name),
                tr("Set the decimal sign."),
            )  # fmt: skip
    return "."


def numbers_of(texts: pl.Series, decimal: Decimal) -> pl.Series:
    """Texts without spaces around them as Float64; null where one is no number."""
    if decimal == ",":
        fitting = texts.str.contains(WITH_COMMA).fill_null(value=False)
        plain = texts.str.replace_all(r"[.'’ \u{a0}\u{202f}]", "").str.replace(",", ".", literal=True)
        return plain.set(~fitting, None).cast(pl.Float64, strict=False)
    found = texts.cast(pl.Float64, strict=False)
    open_still = found.is_null() & texts.is_not_null()
    if not open_still.any():
        return found
    grouped = texts.str.contains(GROUPED).fill_null(value=False)
    return found.zip_with(~grouped, texts.str.replace_all(r"[,'’ \u{a0}\u{202f}]", "").cast(pl.Float64, strict=False))


def grouped_in(texts: pl.Series, numbers: pl.Series) -> tuple[str, str] | None:
    """The first text that was read as a number without the sign between its thousands, with that number."""
    if numbers.dtype != pl.Float64:
        return None
    found = texts.str.contains(r"^[+-]?\d{1,3}[.,'’ \u{a0}\u{202f}]\d{3}([^\d]|$)").fill_null(value=False)
    found &= (numbers.abs() >= 1000).fill_null(value=False)
    if not found.any():
        return None
    return str(texts.filter(found)[0]), f"{numbers.filter(found)[0]:.12g}"


def _share(column: pl.Series, pattern: str) -> float:
    """The share of the values that are there which look so."""
    there = len(column) - column.null_count()
    return int(column.str.contains(pattern).sum() or 0) / there if there else 0.0
