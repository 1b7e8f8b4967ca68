"""Rows of tables as raw samples: columns by their names, categories by those that the run has kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import torch
from torch import Tensor

from studio.data.errors import DataError
from studio.data.left_out import sentences
from studio.data.preparation import Preparation
from studio.data.regular_files import shown
from studio.data.table_files.frames import Frame, read_frame
from studio.data.table_files.numerals import Decimal, decimal_of
from studio.data.table_files.understanding import prepared, type_of
from studio.evaluation.inputs.cells import Cells, categories, numbers
from studio.evaluation.inputs.habits import Habits
from studio.evaluation.inputs.naming import some
from studio.formatting.shortened import shortened
from studio.text import listed, paragraph, tr


@dataclass(frozen=True, eq=False)
class Rows:
    """Raw samples (N, F) with the numbers of their rows, and what is wrong with some by their places.

    `whole` is what is wrong with the file beside them, such as rows that are cut short; "" where nothing is.
    """

    samples: Tensor
    rows: tuple[int, ...]
    wrong: Mapping[int, str]
    whole: str = ""


def columns_of(preparation: Preparation) -> tuple[str, ...]:
    """What the numbers of a raw row are called; those without a name are x1, x2 and so on, of points x and y."""
    if preparation.features:
        return preparation.features
    count = preparation.source[0] or 0
    if preparation.sample == "point" and count == 2:
        return ("x", "y")
    return tuple(f"x{at}" for at in range(1, count + 1))


def table(path: Path, preparation: Preparation, habits: Habits) -> Rows:
    """The rows of a table. Other columns than those of the run are not looked at. Raises DataError."""
    config = habits.tables
    roles = {
        name: "category" for name, kinds in zip(columns_of(preparation), preparation.categories, strict=False) if kinds
    }
    config = config.model_copy(update={"roles": tuple(roles.items())})
    frame = read_frame(path, config)
    _check_columns(frame.values.columns, columns_of(preparation), path)
    if _decimal(frame, preparation, habits) == ",":
        # What was taken for a number at once may have had points between thousands.
        frame = read_frame(path, config, as_text=True)
        return _understood(frame, preparation, habits, ",")
    return _understood(frame, preparation, habits, ".")


def row(values: Mapping[str, str], preparation: Preparation, habits: Habits) -> tuple[Tensor, str]:
    """One raw sample (F,) of cells as they are typed, by the names of their columns, and what is wrong with it.

    Raises DataError for a column that there is none of, or that is not given.
    """
    wanted = columns_of(preparation)
    for name in values:
        if name not in wanted and name not in habits.unused:
            raise DataError(tr("There is no column “{name}”.", name=shortened(name)), _suggestion(name, wanted))
    missing = [name for name in wanted if name not in values]
    if missing:
        raise DataError(
            tr("The row has no value for {columns}.", columns=some(missing)),
            tr("Give one for each column; {name}= stands for a value that is missing.", name=shortened(missing[0])),
        )
    frame = pl.DataFrame({name: [values[name] or None] for name in wanted}, schema=dict.fromkeys(wanted, pl.String))
    typed = Frame(Path(), frame, np.ones(1, np.int64))
    found = _understood(typed, preparation, habits, _decimal(typed, preparation, habits))
    return found.samples[0], found.wrong.get(0, "")


def _check_columns(there: Sequence[str], wanted: Sequence[str], path: Path) -> None:
    missing = [name for name in wanted if name not in there]
    if not missing:
        return
    near = {name: get_close_matches(name, [each for each in there if each not in wanted], 1) for name in missing}
    renamed = [
        tr("rename “{found}” to “{name}”", found=shortened(found[0]), name=shortened(name))
        for name, found in near.items()
        if found
    ]
    remedy = (
        tr("Did you mean to {changes}?", changes=listed(renamed[:3]))
        if renamed
        else tr("It has {names}; give a table with the columns that the network was trained on.", names=some(there))
    )
    raise DataError(tr("“{file}” has no column {columns}.", file=shown(path.name), columns=some(missing)), remedy)


def _suggestion(name: str, wanted: Sequence[str]) -> str:
    near = get_close_matches(name, wanted, 1, 0.5) or [each for each in wanted if each.lower() == name.lower()]
    if near:
        return tr("Did you mean “{name}”?", name=shortened(near[0]))
    return tr("The columns are {names}.", names=some(wanted))


def _decimal(frame: Frame, preparation: Preparation, habits: Habits) -> Decimal:
    """What begins the decimals of the numbers."""
    values = [frame.values[name] for name, kinds in _columns(preparation) if not kinds]
    texts = [prepared(each, habits.tables)[0] for each in values if type_of(each.dtype) == "text"]
    texts = [each for each in texts if each.null_count() < len(each)]
    try:
        return decimal_of(texts, habits.tables.decimal, has_points=any(each.dtype.is_float() for each in values))
    except DataError as error:
        raise DataError(error.message, tr("Write 1500 or 1.5, with no sign between thousands.")) from None


def _columns(preparation: Preparation) -> list[tuple[str, tuple[str, ...]]]:
    """Names of columns with their categories."""
    names = columns_of(preparation)
    return list(zip(names, preparation.categories or ((),) * len(names), strict=True))


def _understood(frame: Frame, preparation: Preparation, habits: Habits, decimal: Decimal) -> Rows:
    """Every cell in the numbers that the preparation takes."""
    is_tokens = bool(preparation.vocabulary)
    shape = (len(frame.values), len(columns_of(preparation)))
    samples: npt.NDArray[Any] = np.empty(shape, np.int64 if is_tokens else np.float32)
    wrong: dict[int, str] = {}
    for at, (name, kinds) in enumerate(_columns(preparation)):
        values = prepared(frame.values[name], habits.tables)[0]
        cells: Cells = categories(values, kinds) if kinds else numbers(values, decimal, at, preparation)
        samples[:, at] = cells.values
        for place, reason in cells.wrong.items():
            wrong.setdefault(place, reason)
    whole = paragraph(*sentences(frame.left_out))
    return Rows(torch.from_numpy(samples), tuple(frame.rows.tolist()), wrong, whole)
