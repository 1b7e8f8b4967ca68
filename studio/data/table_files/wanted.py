"""What is to be learnt of a table's rows: one class, labels, or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.config.table_files import TableFile
from studio.data.errors import DataError
from studio.data.table_files.categories import UNKNOWN, names_in, places_in
from studio.data.table_files.dropping import Mask, Places
from studio.data.table_files.understanding import Values
from studio.formatting.shortened import shortened
from studio.text import listed, ntr, tr

MOST_CLASSES = 1_000
"""A column of numbers with more different ones is hardly one of classes."""


class Wanted(NamedTuple):
    """Names of what is learnt, and the targets of all rows; those of rows that are left out mean nothing."""

    names: tuple[str, ...]
    targets: npt.NDArray[Any]


def wanted(columns: Sequence[Values], config: TableFile, rows: Mask, training: Mask, places: Places) -> Wanted:
    """The targets by the columns that have such a role. Raises DataError for what cannot be learnt.

    `rows` are those that stay, `training` those of them that are trained on, whose classes and labels are the known
    ones.
    """
    if config.task == "classes":
        return _classes(columns[0], rows, training, places)
    if config.task == "numbers":
        return Wanted(tuple(each.name for each in columns), np.stack([_numbers(each) for each in columns], axis=1))
    if len(columns) == 1 and not _is_switch(columns[0]):
        return _label_sets(columns[0], config, rows, training, places)
    return Wanted(
        tuple(each.name for each in columns), np.stack([_switch(each, rows, places) for each in columns], axis=1)
    )


def _classes(column: Values, rows: Mask, training: Mask, places: Places) -> Wanted:
    assert column.texts is not None
    names = names_in(column.distinct_of(training), in_order=column.in_order)
    if len(names) < 2:
        raise DataError(
            tr("In the column “{column}” all rows to train on have the same class, “{name}”.",
               column=shortened(column.name), name=shortened(names[0])),
            tr("Choose another column to learn, or add rows of another class."),
        )  # fmt: skip
    if column.in_order and len(names) > MOST_CLASSES:
        raise DataError(
            tr("The column “{column}” has {count} different numbers, too many for classes.",
               column=shortened(column.name), count=len(names)),
            tr("Give it the role number."),
        )  # fmt: skip
    found = places_in(column.texts, names)
    _check_known((found == UNKNOWN) & rows, column, places)
    return Wanted(names, found)


def _check_known(unknown: Mask, column: Values, places: Places) -> None:
    """Raise DataError where a class or label is met that no row has to train on."""
    if unknown.any():
        first = int(np.flatnonzero(unknown)[0])
        raise DataError(
            tr("The column “{column}” has “{value}” ({place}), which no row has that is trained on.",
               column=shortened(column.name), value=shortened(str(column.shown[first]), 40), place=places.told(first)),
            tr("Correct it, or let a row with it be among those to train on."),
        )  # fmt: skip


def _numbers(column: Values) -> npt.NDArray[np.float32]:
    assert column.numbers is not None
    return column.numbers


def _is_switch(column: Values) -> bool:
    """Whether a column only has 0 and 1, or true and false."""
    assert column.texts is not None
    return bool(column.texts.drop_nulls().str.to_lowercase().is_in(list(SWITCHES)).all())


SWITCHES = {"0": 0.0, "1": 1.0, "true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}


def _switch(column: Values, rows: Mask, places: Places) -> npt.NDArray[np.float32]:
    """A column of labels as 0 and 1; nothing stands for 0. Raises DataError for any other value."""
    assert column.texts is not None
    lowered = column.texts.str.to_lowercase().fill_null("0")
    other = ~lowered.is_in(list(SWITCHES)).to_numpy() & rows
    if other.any():
        first = int(np.flatnonzero(other)[0])
        raise DataError(
            tr("The column “{column}” of labels has “{value}” ({place}), neither 0 nor 1.",
               column=shortened(column.name), value=shortened(str(column.shown[first]), 40), place=places.told(first)),
            tr("Use 0 and 1 in each of several columns of labels, or one column with all labels of a row."),
        )  # fmt: skip
    held = [word for word, value in SWITCHES.items() if value]
    return lowered.is_in(held).to_numpy().astype(np.float32)


def _label_sets(column: Values, config: TableFile, rows: Mask, training: Mask, places: Places) -> Wanted:
    """Several labels in one text each; a row with none has no label."""
    assert column.texts is not None
    parts = pl.DataFrame(
        {"row": np.arange(len(column.texts)), "label": column.texts.str.split(config.label_separator)}
    ).explode("label")
    parts = parts.with_columns(pl.col("label").str.strip_chars()).filter(pl.col("label").str.len_chars() > 0)
    at = parts["row"].to_numpy()
    names = names_in(parts["label"].filter(pl.Series(training[at])).unique(), in_order=False)
    if not names:
        raise DataError(
            tr("In the column “{column}” no row to train on has a label.", column=shortened(column.name)),
            tr("Choose another column to learn."),
        )
    found = places_in(parts["label"], names)
    unknown = np.zeros(len(column.texts), dtype=bool)
    unknown[at[found == UNKNOWN]] = True
    _check_known(unknown & rows, column, places)
    targets = np.zeros((len(column.texts), len(names)), dtype=np.float32)
    is_known = found != UNKNOWN
    targets[at[is_known], found[is_known]] = 1.0
    return Wanted(names, targets)


def check_target(config: TableFile, names: Sequence[str]) -> None:
    """Raise DataError where no column says what is to be learnt."""
    if config.task is None:
        some = listed([f"“{shortened(name)}”" for name in names[:5]])
        raise DataError(
            ntr("No column says what is to be learnt; the only one is {names}.",
                "No column says what is to be learnt; there are {names}.", len(names), names=some),
            tr("Give a column the role class, number or labels."),
        )  # fmt: skip
