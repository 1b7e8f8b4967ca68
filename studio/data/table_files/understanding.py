"""Understands a column of a table by its role: as numbers, or as texts that stand for categories, classes, groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.columns import Column, ColumnType
from studio.data.config.table_files import Role, TableFile
from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.data.table_files.cells import Cells, SpilledCells
from studio.data.table_files.dropping import Mask
from studio.data.table_files.numerals import Decimal, grouped_in, numbers_of
from studio.formatting.shortened import shortened
from studio.text import tr

OF_NUMBERS: tuple[Role, ...] = ("feature", "number")
"""Roles of columns that are numbers where they can be."""

MOSTLY = 0.5
"""A column of text with this share of numbers is one of numbers, in which the rest does not belong."""

UNASKED = 100
"""A column of text without a role is one of categories up to so many different ones."""

EXAMPLES = 3
LOOKED_AT = 20
FEW_OF = 10
"""Where this many rows or more share a text on average, it is quicker to look at the different ones first."""
UNITS = r"^\s*([-+]?\s*[€$£¥₹]\s*[-+]?\d[\d.,\s]*|[-+]?\d[\d.,\s]*[%‰€$£¥₹])\s*$"
"""Numbers with a sign of money before or behind them, or shares."""

DATE = r"^(\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{1,2}([./-])\d{1,2}[./-]\d{2,4}.*)$"


@dataclass(frozen=True, eq=False)
class Values:
    """A column as it is understood, with its cells in memory or on the disk.

    `in_order` says that texts are numbers, by which they are put in order. `words` stood for a missing value, and
    `grouped` is a number with signs between thousands, and what it was read as. `few` are the different texts (and
    null) of a column in which many rows share one and all are taken as they are written.
    """

    name: str
    role: Role
    type: ColumnType
    cells: Cells | SpilledCells
    in_order: bool = False
    words: int = 0
    grouped: tuple[str, str] | None = None
    few: pl.Series | None = None

    @property
    def shown(self) -> pl.Series:
        """The values as they were written."""
        return self.cells.shown

    @property
    def numbers(self) -> npt.NDArray[np.float32] | None:
        """The numbers (N,), NaN where there is none; None where they are texts."""
        return self.cells.numbers

    @property
    def texts(self) -> pl.Series | None:
        """The texts, null where there is none; None where they are numbers."""
        return self.cells.texts

    @property
    def wrong(self) -> npt.NDArray[np.bool_] | None:
        """Which values are no numbers in a column of numbers (N,); None where none can be."""
        return self.cells.wrong

    @property
    def is_missing(self) -> npt.NDArray[np.bool_]:
        """Where there is no value (N,)."""
        if self.texts is not None:
            return self.texts.is_null().to_numpy()
        assert self.numbers is not None
        return np.isnan(self.numbers) if self.missing else np.zeros(len(self.numbers), dtype=bool)

    @cached_property
    def missing(self) -> int:
        """How many values are not there."""
        if self.texts is not None:
            return self.texts.null_count()
        assert self.numbers is not None
        return int(np.count_nonzero(np.isnan(self.numbers)))

    @cached_property
    def has_infinite(self) -> bool:
        """Whether a number is infinite."""
        return self.numbers is not None and bool(np.isinf(self.numbers).any())

    @cached_property
    def distinct(self) -> pl.Series | None:
        """The different texts, without null; None where they are numbers."""
        if self.texts is None:
            return None
        return (self.texts.unique() if self.few is None else self.few).drop_nulls()

    def distinct_of(self, rows: Mask) -> pl.Series:
        """The different texts of some rows."""
        assert self.texts is not None
        assert self.distinct is not None
        return self.distinct if rows.all() else self.texts.filter(pl.Series(rows)).drop_nulls().unique()

    def told(self) -> Column:
        """The column in a few words."""
        missing = self.missing - (0 if self.wrong is None else int(self.wrong.sum()))
        distinct = None if self.distinct is None else len(self.distinct)
        return Column(self.name, self.role, self.type, missing, distinct, examples_of(self.shown))


def examples_of(values: pl.Series) -> tuple[str, ...]:
    """The first values that are there; numbers of 32 bits with no more digits than these have."""
    first = values.head(LOOKED_AT).drop_nulls()
    there = list(first.to_numpy()) if first.dtype == pl.Float32 else first.to_list()
    return tuple(shortened(str(value), 40) for value in there[:EXAMPLES])


def type_of(dtype: pl.DataType) -> ColumnType:
    """What a column is by its type in the file."""
    if dtype.is_numeric():
        return "number"
    if dtype == pl.Boolean:
        return "boolean"
    if dtype.is_temporal():
        return "date"
    if dtype == pl.Null:
        return "empty"
    return "text" if isinstance(dtype, pl.String | pl.Categorical | pl.Enum) else "other"


class Prepared(NamedTuple):
    """Values of a column, how many of them stood for a missing one, and `few` as `Values` has them."""

    values: pl.Series
    words: int = 0
    few: pl.Series | None = None


def prepared(values: pl.Series, config: TableFile) -> Prepared:
    """Texts without spaces around them, null for a word that stands for nothing; other values as they are."""
    if type_of(values.dtype) != "text":
        return Prepared(values)
    words = ["", *config.words()]
    texts = values.cast(pl.String)
    different = texts.unique()
    if len(different) < len(texts) // FEW_OF and _are_plain(different, words):
        return Prepared(texts, few=different)
    texts = texts.str.strip_chars()
    is_word = texts.is_in(words).fill_null(value=False)
    count = int(is_word.sum())
    return Prepared(texts.set(is_word, None) if count else texts, count)


def _are_plain(different: pl.Series, words: list[str]) -> bool:
    """Whether none of these texts has spaces around it or stands for a missing value."""
    there = different.drop_nulls()
    return bool((there.str.strip_chars() == there).all()) and not there.is_in(words).any()


def understood(values: pl.Series, role: Role, config: TableFile, decimal: Decimal, path: Path) -> Values:
    """A column that has the role, as that asks for. Raises DataError where it cannot have it."""
    shown_values = values
    values, words, few = prepared(values, config)
    kind = type_of(values.dtype)
    if kind == "other":
        raise _refused(values, path, tr("it holds {type}, no plain values", type=str(values.dtype)))
    if kind == "empty" or values.null_count() == len(values):
        raise _refused(values, path, tr("no row has a value in it"))
    if role not in OF_NUMBERS:
        texts, in_order = _texts(values)
        return Values(values.name, role, kind, Cells(shown_values, texts=texts), in_order, words, few=few)
    found = _numbers(values, role, decimal)
    if found is not None:
        numbers = found.cast(pl.Float32).to_numpy()
        wrong = (found.is_null() & values.is_not_null()).to_numpy() if kind == "text" else None
        kind = "number" if kind == "text" and found.dtype != pl.Boolean else "boolean" if kind == "text" else kind
        grouped = grouped_in(values, found) if wrong is not None else None
        return Values(values.name, role, kind, Cells(shown_values, numbers, wrong=wrong), words=words, grouped=grouped)
    if kind == "date" or (kind == "text" and _share(values.str.contains(DATE)) >= MOSTLY):
        raise _refused(
            values, path, tr("it holds dates, such as “{value}”, which are no numbers", value=_first(values))
        )
    if role == "number":
        raise _refused(values, path, tr("it is to be a number, but is text such as “{value}”", value=_first(values)))
    _check_units(values, path)
    _check_few(values, path)
    return Values(values.name, role, "text", Cells(shown_values, texts=values), words=words, few=few)


def _numbers(values: pl.Series, role: Role, decimal: Decimal) -> pl.Series | None:
    """A column as numbers, or as switches; None where it is none of them."""
    if values.dtype.is_numeric():
        return values
    if values.dtype == pl.Boolean:
        return values
    if type_of(values.dtype) != "text":
        return None
    if values.str.to_lowercase().is_in(["true", "false"]).all():
        return values.str.to_lowercase() == "true"
    found = numbers_of(values, decimal)
    there = len(values) - values.null_count()
    share = (len(found) - found.null_count()) / there
    return found if share >= MOSTLY or (role == "number" and share > 0) else None


def _texts(values: pl.Series) -> tuple[pl.Series, bool]:
    """A column as texts, and whether these are numbers, which a text file has as they are written."""
    if values.dtype.is_float() or values.dtype.is_decimal():
        numbers = values.cast(pl.Float64)
        is_whole = bool((numbers.drop_nulls().round() == numbers.drop_nulls()).all())
        return (numbers.cast(pl.Int64, strict=False) if is_whole else numbers).cast(pl.String), True
    texts = values.cast(pl.String)
    numbers = texts.drop_nulls().cast(pl.Float64, strict=False)
    return texts, not numbers.null_count() and bool(numbers.is_finite().all())


def _check_units(values: pl.Series, path: Path) -> None:
    """Refuse numbers with a sign of money or a per cent: as categories they would lose their order."""
    there = values.drop_nulls()
    if _share(there.str.contains(UNITS)) >= MOSTLY:
        raise DataError(
            tr("The column “{column}” of “{file}” holds numbers with a sign, such as “{value}”.",
               column=shortened(values.name), file=shown(path.name), value=_first(values)),
            tr("Remove the sign from them, or give the column the role ignore, or category if each is to be told "
               "apart."),
        )  # fmt: skip


def _check_few(values: pl.Series, path: Path) -> None:
    distinct = values.drop_nulls().n_unique()
    if distinct > UNASKED:
        raise DataError(
            tr("The column “{column}” of “{file}” has {count} different texts, such as “{value}”.",
               column=shortened(values.name), file=shown(path.name), count=distinct, value=_first(values)),
            tr("Give it the role ignore, category if each of them is to be told apart, or text to learn from its "
               "words."),
        )  # fmt: skip


def _refused(values: pl.Series, path: Path, reason: str) -> DataError:
    return DataError(
        tr("The column “{column}” of “{file}” cannot be used: {reason}.",
           column=shortened(values.name), file=shown(path.name), reason=reason),
        tr("Give it the role ignore, or another one."),
    )  # fmt: skip


def _first(values: pl.Series) -> str:
    return shortened(str(values.drop_nulls()[0]), 40)


def _share(holds: pl.Series) -> float:
    return float(holds.mean() or 0.0)  # type: ignore[arg-type]
