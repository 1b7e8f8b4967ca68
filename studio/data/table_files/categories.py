"""Columns of categories as places in a list of names."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from studio.data.errors import DataError
from studio.data.rows import MISSING, Names
from studio.formatting.shortened import shortened
from studio.text import tr

MOST = 100_000
"""So many categories of one column are told apart at most."""

LONGEST = 1_000
"""Characters in the name of a category."""

UNKNOWN = -1


def names_in(distinct: pl.Series, *, in_order: bool) -> Names:
    """Different texts in order: by their numbers where they are such, else by the alphabet. Raises DataError."""
    longest = distinct.str.len_chars().max()
    if isinstance(longest, int) and longest > LONGEST:
        raise DataError(
            tr("The column “{column}” has a text of {count} characters, which is no name of a category.",
               column=shortened(distinct.name), count=longest),
            tr("Give it the role ignore."),
        )  # fmt: skip
    return tuple(sorted(distinct.to_list(), key=(lambda text: (float(text), text)) if in_order else None))


def places_in(texts: pl.Series, names: Names) -> npt.NDArray[np.int64]:
    """The place of each text among the names (N,), that of the missing one where it is null; else `UNKNOWN`."""
    known = [name for name in names if name != MISSING]
    enumerated = texts.cast(pl.Enum(known), strict=False).to_physical()
    places = enumerated.cast(pl.Int64).fill_null(UNKNOWN).to_numpy().copy()
    if MISSING in names:
        places[texts.is_null().to_numpy()] = names.index(MISSING)
    return places
