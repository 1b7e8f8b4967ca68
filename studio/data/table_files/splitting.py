"""Splits that a table gives itself: by files of their own, or by a column."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.errors import DataError
from studio.data.samples import SPLITS
from studio.data.table_files.dropping import Mask, Places
from studio.data.table_files.understanding import Values
from studio.formatting.shortened import shortened
from studio.text import tr

WORDS: Mapping[str, str] = {
    **dict.fromkeys(("train", "training", "fit"), "train"),
    **dict.fromkeys(("validation", "val", "valid", "dev", "validate"), "validation"),
    **dict.fromkeys(("test", "testing", "holdout"), "test"),
}
"""What a split column may say, whatever its case."""


def splits_in(column: Values, rows: Mask, places: Places) -> npt.NDArray[np.int8]:
    """For each row the place of its split in `SPLITS` (N,). Raises DataError for a word that names none."""
    assert column.texts is not None
    lowered = column.texts.str.to_lowercase()
    unknown = ~lowered.is_in(list(WORDS)).fill_null(value=False).to_numpy() & rows
    if unknown.any():
        first = int(np.flatnonzero(unknown)[0])
        value = column.texts[first]
        raise DataError(
            tr("The split column “{column}” has “{value}” ({place}), which is no split.",
               column=shortened(column.name), value=shortened(value or ""), place=places.told(first)),
            tr("Write train, validation or test in each row."),
        )  # fmt: skip
    numbers = {word: SPLITS.index(split) for word, split in WORDS.items()}
    return lowered.replace_strict(numbers, default=0, return_dtype=pl.Int8).to_numpy()


def check_groups(together: npt.NDArray[np.int64], parts: npt.NDArray[np.int8], rows: Mask, column: Values) -> None:
    """Raise DataError where a group comes into two splits that are given."""
    assert column.texts is not None
    pairs = np.unique(np.stack([together[rows], parts[rows]]), axis=1)
    groups, counts = np.unique(pairs[0], return_counts=True)
    if (counts > 1).any():
        group = groups[counts > 1][0]
        first = int(np.flatnonzero((together == group) & rows)[0])
        raise DataError(
            tr("The group “{group}” of the column “{column}” is in two of the splits that are given.",
               group=shortened(str(column.texts[first])), column=shortened(column.name)),
            tr("Put all rows of a group into one split, or let the rows be split here."),
        )  # fmt: skip
