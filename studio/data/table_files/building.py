"""Makes samples of a table's columns: rows of numbers, targets, and the splits that the table gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.columns import Column
from studio.data.config import Task
from studio.data.config.table_files import TARGETS, TableFile
from studio.data.errors import DataError
from studio.data.file_rows import FileRows
from studio.data.left_out import LeftOut
from studio.data.rows import MISSING, Names, RowFormat, named
from studio.data.samples import SPLITS, Samples
from studio.data.table_files.categories import MOST, UNKNOWN, names_in, places_in
from studio.data.table_files.columns_on_disk import AllColumns
from studio.data.table_files.dropping import Dropping, Mask, Places
from studio.data.table_files.gathering import Gathering
from studio.data.table_files.splitting import check_groups, splits_in
from studio.data.table_files.understanding import Values, examples_of, type_of
from studio.data.table_files.wanted import wanted
from studio.formatting.shortened import shortened
from studio.text import listed, ntr, tr

UNNAMED = re.compile(r"column \d+")
"""What columns without a name are called."""

EXACT = 2**24
"""Whole numbers up to this one are exact in float32."""


@dataclass(frozen=True, eq=False)
class Table:
    """All that a table gives: samples of each split that it makes itself (`train` at least), and how they are."""

    task: Task
    classes: tuple[str, ...]
    features: tuple[str, ...]
    rows: RowFormat
    samples: Mapping[str, Samples]
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    grouped: bool

    @property
    def is_large(self) -> bool:
        """Whether its rows stay in a file."""
        return isinstance(self.samples["train"].inputs, FileRows)


def build(
    frame: AllColumns, columns: Sequence[Values], config: TableFile, places: Places, notes: Sequence[str],
    gathering: Gathering,
) -> Table:  # fmt: skip
    """The samples of all rows that can be used. Raises DataError where none can, or what they need is not there."""
    task = config.task
    assert task is not None
    features = [each for each in columns if each.role in ("feature", "category")]
    targets = [each for each in columns if each.role in TARGETS]
    dropping = Dropping(places)
    parts = _parts(columns, dropping, places)
    _drop(dropping, features, targets, columns, config)
    aim = wanted(targets, config, dropping.keep, dropping.keep & (parts == 0), places)
    categories = tuple(_categories(each, dropping.keep & (parts == 0)) for each in features)
    _check_features(features, categories, config)
    inputs = _inputs(features, categories, dropping, config, gathering)
    if not (dropping.keep & (parts == 0)).any():
        raise DataError(
            tr("No row is left to train on."), tr("Choose another way with missing values, or other roles.")
        )
    group = next((each for each in columns if each.role == "group"), None)
    together = None if group is None else _groups(group)
    if together is not None and group is not None and parts.any():
        check_groups(together, parts, dropping.keep, group)
    samples = {
        split: _samples(inputs, aim.targets, together, categories, places, dropping.keep & (parts == number))
        for number, split in enumerate(SPLITS)
        if number == 0 or (parts == number).any()
    }
    return Table(
        task,
        aim.names,
        tuple(each.name for each in features),
        _format(features, categories, dropping.keep & (parts == 0), config),
        samples,
        _told(frame, columns, config),
        tuple(dropping.left_out),
        (*notes, *_word_notes(columns)),
        together is not None,
    )


def _parts(columns: Sequence[Values], dropping: Dropping, places: Places) -> npt.NDArray[np.int8]:
    """For each row the place of its split, by a column or its file."""
    column = next((each for each in columns if each.role == "split"), None)
    if column is None:
        return places.file
    if len(places.files) > 1:
        raise DataError(
            tr("Splits are given twice: by the column “{column}” and by files of their own.",
               column=shortened(column.name)),
            tr("Give the column another role, or leave the other files out."),
        )  # fmt: skip
    return splits_in(column, dropping.keep, places)


def _drop(
    dropping: Dropping, features: Sequence[Values], targets: Sequence[Values], columns: Sequence[Values],
    config: TableFile,
) -> None:  # fmt: skip
    """Leave out rows in which something is wrong or missing that cannot be."""
    for each in columns:
        if each.wrong is not None:
            dropping.drop(each.wrong, "unread", each.name, each.shown)
        if each.numbers is not None and each.has_infinite:
            dropping.drop(np.isinf(each.numbers), "infinite", each.name, each.shown)
    for each in targets:
        if each.role != "labels":
            dropping.drop(each.is_missing, "untold", each.name)
    for each in columns:
        if each.missing and (each.role == "group" or (config.missing == "drop" and each in features)):
            dropping.drop(each.is_missing, "missing", each.name)


def _categories(column: Values, training: Mask) -> Names:
    """The categories of a column, those of its rows to train on; () for numbers."""
    if column.texts is None:
        return ()
    names = names_in(column.distinct_of(training), in_order=column.in_order)
    if len(names) > MOST:
        raise DataError(
            tr("The column “{column}” has {count} different categories.", column=shortened(column.name),
               count=len(names)),
            tr("Give it the role ignore."),
        )  # fmt: skip
    return (*names, MISSING) if column.missing and (column.is_missing & training).any() else names


def _check_features(features: Sequence[Values], categories: Sequence[Names], config: TableFile) -> None:
    if not features:
        raise DataError(tr("No column is left to learn from."), tr("Give one the role feature, or take its role away."))
    numbers = [each.name for each, names in zip(features, categories, strict=True) if not names]
    if config.categories == "tokens" and numbers:
        some = listed([f"“{shortened(name)}”" for name in numbers[:5]])
        raise DataError(
            tr("Tokens stand for categories alone, but numbers are in {columns}.", columns=some),
            tr("Give these columns the role category or ignore, or let categories be one-hot."),
        )


def _inputs(
    features: Sequence[Values], categories: Sequence[Names], dropping: Dropping, config: TableFile, gathering: Gathering
) -> npt.NDArray[Any] | FileRows:
    """All rows (N, F), float32 or int64; those of other splits whose category is unknown are left out."""
    for column, names in zip(features, categories, strict=True):
        numbers = column.numbers
        if numbers is not None:
            gathering.add(numbers)
            continue
        assert column.texts is not None
        places = places_in(column.texts, names)
        dropping.drop(places == UNKNOWN, "unknown", column.name, column.shown)
        gathering.add(places)
    return gathering.rows(len(dropping.keep), np.int64 if config.categories == "tokens" else np.float32)


def _groups(column: Values) -> npt.NDArray[np.int64]:
    assert column.texts is not None
    assert column.distinct is not None
    names = names_in(column.distinct, in_order=False)
    return places_in(column.texts, names)


def _samples(
    inputs: npt.NDArray[Any] | FileRows,
    targets: npt.NDArray[np.float32] | npt.NDArray[np.int64],
    together: npt.NDArray[np.int64] | None,
    categories: tuple[Names, ...],
    places: Places,
    rows: Mask,
) -> Samples:
    samples = Samples(inputs, targets, together, named(categories), origins=places.origins)
    return samples if rows.all() else samples.take(np.flatnonzero(rows))


def _format(features: Sequence[Values], categories: tuple[Names, ...], training: Mask, config: TableFile) -> RowFormat:
    if config.categories == "tokens":
        return RowFormat(categories, tokens=True)
    marked: tuple[int, ...] = ()
    if config.missing == "category":
        gaps = ((at, each) for at, each in enumerate(features) if each.numbers is not None)
        marked = tuple(at for at, each in gaps if each.missing and (each.is_missing & training).any())
    filled = config.missing != "drop" and not all(categories)
    return RowFormat(categories, filled, marked)


def _told(frame: AllColumns, columns: Sequence[Values], config: TableFile) -> tuple[Column, ...]:
    """All columns in a few words, also those that are ignored."""
    found = {each.name: each.told() for each in columns}
    ignored = (values for values in frame.iter_columns() if values.name not in found)
    found |= {
        values.name: Column(
            values.name, config.role_of(values.name), type_of(values.dtype), values.null_count(), None,
            examples_of(values),
        )
        for values in ignored
    }  # fmt: skip
    return tuple(found[name] for name in frame.columns)


def _word_notes(columns: Sequence[Values]) -> list[str]:
    """Words that were taken for missing values, and numbers with signs between thousands."""
    told = [
        ntr("In the column “{column}” {count} value is a word that stands for a missing one, such as NA.",
            "In the column “{column}” {count} values are words that stand for a missing one, such as NA.",
            each.words, column=shortened(each.name))
        for each in columns
        if each.words and each.texts is not None
    ]  # fmt: skip
    grouped = (
        tr("In the column “{column}” signs between thousands are read over: “{value}” is {number}.",
           column=shortened(each.name), value=each.grouped[0], number=each.grouped[1])
        for each in columns
        if each.grouped is not None
    )  # fmt: skip
    return [*told, *grouped, *_large(columns), *_long(columns), *_counting(columns)]


def _counting(columns: Sequence[Values]) -> list[str]:
    """Columns without a name that count the rows, as programs write them beside a table."""
    return [
        tr("The column “{column}” has no name and counts the rows: give it the role ignore, unless their order says "
           "something.", column=each.name)
        for each in columns
        if each.role == "feature" and UNNAMED.fullmatch(each.name) and _counts(each.numbers)
    ]  # fmt: skip


def _counts(numbers: npt.NDArray[np.float32] | None) -> bool:
    """Whether numbers (N,) are 0, 1, 2 … or 1, 2, 3 …"""
    if numbers is None or len(numbers) < 2 or numbers[0] not in (0, 1):
        return False
    return bool(np.array_equal(numbers, np.arange(len(numbers), dtype=np.float32) + numbers[0]))


def _large(columns: Sequence[Values]) -> list[str]:
    """Whole numbers that are too large to be told apart in the precision that networks have."""
    return [
        tr("The column “{column}” has whole numbers above {bound}, whose last digits networks do not tell apart: set "
           "its role to ignore or category if they are names.", column=shortened(each.name), bound=f"{EXACT:,}")
        for each in columns
        if each.numbers is not None and each.shown.dtype.is_integer() and bool((np.abs(each.numbers) > EXACT).any())
    ]  # fmt: skip


def _long(columns: Sequence[Values]) -> list[str]:
    """Values over several lines: meant so, or a quotation mark that is closed too late."""
    told: list[str] = []
    for each in columns:
        if each.few is not None and not each.few.str.contains("\n", literal=True).any():
            continue
        if each.shown.dtype == pl.String and (count := int(each.shown.str.contains("\n", literal=True).sum() or 0)):
            told.append(
                ntr("In the column “{column}” {count} value goes over several lines, such as “{value}”: look whether a "
                    "quotation mark is missing.",
                    "In the column “{column}” {count} values go over several lines, such as “{value}”: look whether a "
                    "quotation mark is missing.",
                    count, column=shortened(each.name),
                    value=shortened(str(each.shown.filter(each.shown.str.contains("\n", literal=True))[0]), 40))
            )  # fmt: skip
    return told
