"""Which columns of a table say what is to be learnt of a picture, and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from studio.data.config import Task
from studio.data.errors import DataError
from studio.data.folders.splits import SPLIT_NAMES
from studio.text import listed, tr

Column = Sequence[str | None]
"""The texts of a column, None where a cell is empty."""

USUAL = (
    "class", "classes", "label", "labels", "text", "category", "categories", "target", "tag", "tags", "species",
    "breed", "diagnosis", "y",
)  # fmt: skip
"""What columns with classes are called, in small letters."""

SPLITS = ("split", "set", "subset", "partition", "usage", "dataset")
INDICES = ("", "index", "unnamed: 0", "column_1")
"""What columns with splits, and with nothing but row numbers, are called."""

SEPARATORS = ("|", ";", ",")
YES = frozenset({"1", "1.0", "true", "yes"})
NO = frozenset({"0", "0.0", "false", "no"})
NOT = frozenset({"-1", "-1.0"})

FEW_ROWS = 20
"""Below so many rows, nearly each may have a class of its own."""


@dataclass(frozen=True)
class Labels:
    """What the rows of a table say: for each the names that hold, one where `task` is classes, the letters of a text
    where it is positions; None where it says none.

    `names` are the columns of 0 and 1 that labels stand in, () where they are found in a column. `told` names the
    columns that were read.
    """

    task: Task
    rows: tuple[tuple[str, ...] | None, ...]
    names: tuple[str, ...]
    told: tuple[str, ...]


def labels_of(
    columns: Mapping[str, Column], chosen: str, layout: str, file: str, *, letters: bool = False
) -> Labels | None:
    """What these columns say, beside that of the names of pictures; None where there is no column. Raises DataError.

    With `letters`, a cell is a text whose letters are classes.
    """
    if chosen:
        if chosen not in columns:
            raise DataError(
                tr("“{file}” has no column “{column}”.", file=file, column=chosen),
                tr("Choose one of {names} in the data settings.", names=listed(f"“{name}”" for name in columns)),
            )
        return _of_one(chosen, columns[chosen], layout, file, letters=letters)
    switches = {name: column for name, column in columns.items() if _is_switch(column)}
    if len(switches) > 1 and len(switches) == len(columns) and not letters:
        return _of_switches(switches, layout)
    if len(columns) == 1:
        return _of_one(*next(iter(columns.items())), layout, file, letters=letters)
    usual = [name for name in columns if name.strip().lower() in USUAL]
    if len(usual) == 1:
        return _of_one(usual[0], columns[usual[0]], layout, file, letters=letters)
    if not columns:
        return None
    raise DataError(
        tr(
            "“{file}” has several columns that may say what is to be learnt: {names}.",
            file=file,
            names=listed(f"“{name}”" for name in (usual or list(columns))[:8]),
        ),
        tr("Choose one as column in the data settings."),
    )


def split_column(columns: Mapping[str, Column]) -> str | None:
    """The column that says which split a row is of, where there is one."""
    words = {word for names in SPLIT_NAMES.values() for word in names}
    for name, column in columns.items():
        found = {cell.strip().lower() for cell in column if cell}
        if name.strip().lower() in SPLITS and found and found <= words:
            return name
    return None


def split_of(word: str | None) -> str | None:
    """The split that a word names."""
    plain = (word or "").strip().lower()
    return next((split for split, names in SPLIT_NAMES.items() if plain in names), None)


def _is_switch(column: Column) -> bool:
    found = {cell.strip().lower() for cell in column if cell and cell.strip()}
    return bool(found) and (found <= YES | NO or found <= YES | NOT)


def _of_switches(columns: Mapping[str, Column], layout: str) -> Labels:
    """Labels in columns of 0 and 1; classes where just one holds in every row and nothing else is asked for."""
    names = tuple(name.strip() for name in columns)
    rows: list[tuple[str, ...] | None] = []
    for cells in zip(*columns.values(), strict=True):
        told = all(cell and cell.strip() for cell in cells)
        held = (name for name, cell in zip(names, cells, strict=True) if (cell or "").strip().lower() in YES)
        rows.append(tuple(held) if told else None)
    single = layout != "label_sets" and all(row is None or len(row) == 1 for row in rows)
    if layout == "labels_file" and not single:
        raise DataError(
            tr("In some rows not just one of {names} holds.", names=listed(f"“{name}”" for name in names[:8])),
            tr("Choose the layout label_sets in the data settings."),
        )
    return Labels("classes" if single else "labels", tuple(rows), names, tuple(columns))


def _of_one(name: str, column: Column, layout: str, file: str, *, letters: bool) -> Labels:
    cells = [" ".join(cell.split()) if cell and cell.strip() else None for cell in column]
    if letters:
        return Labels("positions", tuple(None if cell is None else tuple(cell) for cell in cells), (), (name,))
    separator = "" if layout == "labels_file" else _separator(name, cells, asked=layout == "label_sets")
    if layout == "label_sets" or separator:
        parts = [None if cell is None else _parts(cell, separator) for cell in cells]
        return Labels("labels", tuple(parts), (), (name,))
    _check_few(name, cells, file)
    return Labels("classes", tuple(None if cell is None else (cell,) for cell in cells), (), (name,))


def _separator(name: str, cells: Sequence[str | None], *, asked: bool) -> str:
    """What stands between labels of a cell; "" where a cell has one class."""
    found = Counter(sign for cell in cells if cell for sign in SEPARATORS if sign in cell)
    if found:
        return max(SEPARATORS, key=lambda sign: found[sign])
    spaced = any(cell and " " in cell for cell in cells)
    return " " if spaced and (asked or name.strip().lower() in ("tags", "labels")) else ""


def _parts(cell: str, separator: str) -> tuple[str, ...]:
    parts = cell.split(separator) if separator else [cell]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _have_decimals(cells: Collection[str]) -> bool:
    """Whether all are numbers, and not all of them whole."""
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        return False
    return any(not number.is_integer() for number in numbers)


def _check_few(name: str, cells: Sequence[str | None], file: str) -> None:
    """Raise DataError where a column has as many values as only numbers or names have."""
    found = {cell for cell in cells if cell is not None}
    rows = sum(cell is not None for cell in cells)
    if len(found) > rows / 2 and (rows > FEW_ROWS or _have_decimals(found)):
        raise DataError(
            tr(
                "The column “{column}” of “{file}” has {count} different values in {rows} rows, which are no classes.",
                column=name,
                file=file,
                count=len(found),
                rows=rows,
            ),
            tr("Choose another column in the data settings."),
        )
