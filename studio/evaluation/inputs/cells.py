"""Cells of a column as the numbers that a preparation takes, with what is wrong with single ones."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.preparation import Preparation
from studio.data.rows import MISSING, Names
from studio.data.table_files.categories import UNKNOWN, places_in
from studio.data.table_files.numerals import Decimal, numbers_of
from studio.data.table_files.understanding import type_of
from studio.data.transforms.row_steps import Fill
from studio.evaluation.inputs.naming import some
from studio.formatting.shortened import shortened
from studio.text import paragraph, tr

SWITCHES = ("true", "false")


class Cells(NamedTuple):
    """Numbers (N,) of a column, and what is wrong with some of them by their places, as sentences."""

    values: npt.NDArray[Any]
    wrong: Mapping[int, str]


def numbers(values: pl.Series, decimal: Decimal, at: int, preparation: Preparation) -> Cells:
    """A column of numbers, the one at this place. A missing one stays NaN where the run put something in its place."""
    found = _as_numbers(values, decimal)
    numbers = found.cast(pl.Float32, strict=False).to_numpy().astype(np.float32)
    name = shortened(values.name)
    unread = (found.is_null() & values.is_not_null()).to_numpy()
    wrong = {
        place: tr("In the column “{column}” stands “{value}”, which is no number. Write a number there.",
                  column=name, value=shortened(str(values[place])))
        for place in _places(unread)
    }  # fmt: skip
    wrong |= {
        place: tr("In the column “{column}” stands {value}, which is not finite. Write a finite number there.",
                  column=name, value=shortened(str(values[place])))
        for place in _places(np.isinf(numbers))
    }  # fmt: skip
    if not _is_filled(at, preparation):
        wrong |= {
            place: tr("In the column “{column}” a value is missing, but the network was trained on rows without gaps. "
                      "Fill it in.", column=name)
            for place in _places(np.isnan(numbers) & ~unread)
        }  # fmt: skip
    return Cells(numbers, wrong)


def categories(values: pl.Series, names: Names) -> Cells:
    """A column of categories as places among those that the run has kept."""
    texts = _as_texts(values)
    places = places_in(texts, names)
    unknown = _places(places == UNKNOWN)
    by_number = _by_number(names) if unknown else {}
    wrong = {}
    for place in unknown:
        text = texts[place]
        known = by_number.get(_number(text)) if text is not None else None
        if known is not None:
            places[place] = known
        else:
            wrong[place] = _unknown(values.name, text, names)
    return Cells(places, wrong)


def _as_numbers(values: pl.Series, decimal: Decimal) -> pl.Series:
    """Null where a value is none."""
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return values
    if type_of(values.dtype) != "text":
        return pl.Series(values.name, [None] * len(values), pl.Float64)
    there = values.drop_nulls().str.to_lowercase()
    if len(there) and bool(there.is_in(SWITCHES).all()):
        return values.str.to_lowercase() == "true"
    return numbers_of(values, decimal)


def _as_texts(values: pl.Series) -> pl.Series:
    if values.dtype == pl.Boolean:
        return values.cast(pl.String)
    return values.cast(pl.String, strict=False)


def _is_filled(at: int, preparation: Preparation) -> bool:
    fill = next((step for step in preparation.steps if isinstance(step, Fill)), None)
    return fill is not None and fill.values[at] is not None


def _places(holds: npt.NDArray[np.bool_]) -> list[int]:
    found: list[int] = np.flatnonzero(holds).tolist()
    return found


def _by_number(names: Names) -> dict[float | None, int]:
    """Categories that are numbers, by these: 1.0 in one file is 1 in another."""
    found = {_number(name): place for place, name in enumerate(names) if name != MISSING}
    is_plain = None not in found and len(found) == sum(name != MISSING for name in names)
    return found if is_plain else {}


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _unknown(column: str, text: str | None, names: Names) -> str:
    known = [name for name in names if name != MISSING]
    if text is None:
        return tr("In the column “{column}” a value is missing, which none was in the rows that the network was "
                  "trained on. Fill it in.", column=shortened(column))  # fmt: skip
    near = get_close_matches(text, known, 1) or [name for name in known if name.lower() == text.lower()]
    remedy = (
        tr("Did you mean “{name}”?", name=shortened(near[0])) if near else tr("It knows {names}.", names=some(known))
    )
    told = tr("The column “{column}” has the category “{name}”, which no row had that the network was trained on.",
              column=shortened(column), name=shortened(text))  # fmt: skip
    return paragraph(told, remedy)
