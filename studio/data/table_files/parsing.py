"""From the files of a table to its samples; what was made last is kept at hand while the files stay."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import numpy as np

from studio.data.concurrent import each
from studio.data.config.table_files import TableFile
from studio.data.errors import DataError
from studio.data.folders.existing import FileStamp
from studio.data.regular_files import failure, shown
from studio.data.samples import SPLITS, carry_on
from studio.data.table_files.building import Table, build
from studio.data.table_files.cells import Cells, SpilledCells
from studio.data.table_files.columns_on_disk import AllColumns, Stacked
from studio.data.table_files.dropping import Places
from studio.data.table_files.frames import Frame, is_too_large, read_frame, stamp_of
from studio.data.table_files.gathering import Gathering, InMemory, OnDisk
from studio.data.table_files.kept_tables import kept_table
from studio.data.table_files.numerals import Decimal, decimal_of
from studio.data.table_files.understanding import Values, prepared, type_of, understood
from studio.data.table_files.wanted import check_target
from studio.formatting.shortened import shortened
from studio.text import listed, tr


def table_of(config: TableFile) -> Table:
    """All samples of a table. Raises DataError."""
    return _table(config, stamp(config))


def stamp(config: TableFile) -> tuple[FileStamp, ...]:
    """What changes when one of the files does. Raises DataError where one is not there."""
    return tuple(stamp_of(path) for _, path in _paths(config))


def forget() -> None:
    """Read anew what is asked for next."""
    _table.cache_clear()


@lru_cache(maxsize=1)
def _table(config: TableFile, stamp: Hashable) -> Table:
    files = [path for _, path in _paths(config)]
    if not any(map(is_too_large, files)):
        return _read(config, None, InMemory())
    size = sum(path.stat().st_size for path in files)
    return kept_table(config, stamp, size, lambda folder, rows: _read(config, folder, OnDisk(folder, rows)))


def _read(config: TableFile, folder: Path | None, gathering: Gathering) -> Table:
    """The table; by way of files in a `folder` where it is too large for the memory."""
    frames = _frames(config, folder)
    names = used_columns(frames[0], config)
    decimal = _decimal(frames, names, config)
    if decimal == ",":
        # What was taken for a number at once may have had points between thousands.
        frames = _frames(config, folder, as_text=True)
    whole, places = _together(frames, config, names)

    def column(at: int) -> Values:
        values = understood(whole[names[at]], config.role_of(names[at]), config, decimal, frames[0].path)
        if folder is not None and isinstance(values.cells, Cells):
            return replace(values, cells=SpilledCells(whole, names[at], folder / f"column{at}", values.cells))
        return values

    # Where they are too large for the memory, only one of them is in it at a time.
    columns = list(map(column, range(len(names))) if folder is not None else each(column, range(len(names)), carry_on))
    notes = [note for frame in frames for note in frame.notes]
    if decimal == "," and config.decimal == "auto":
        notes.append(tr("Numbers are read with decimal commas."))
    table = build(whole, columns, config, places, notes, gathering)
    ragged = tuple(each for frame in frames for each in frame.left_out)
    return replace(table, left_out=(*ragged, *table.left_out))


def _frames(config: TableFile, folder: Path | None, *, as_text: bool = False) -> list[Frame]:
    return [
        read_frame(path, config, as_text=as_text, into=None if folder is None else folder / f"table{place}.parquet")
        for place, path in _paths(config)
    ]


def _paths(config: TableFile) -> list[tuple[int, Path]]:
    """The files with the places of their splits."""
    file_of(config.path)
    given = ((0, config.path), (1, config.validation_path), (2, config.test_path))
    return [(place, file_of(path)) for place, path in given if path.strip()]


def file_of(path: str) -> Path:
    """The file at a path, `~` being the home folder. Raises DataError where none is chosen, or it is a folder."""
    if not path.strip():
        raise DataError(tr("No file is chosen for the table."), tr("Choose a CSV, TSV or Parquet file."))
    try:
        found = Path(path).expanduser()
        is_folder = found.is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        raise DataError(
            tr("“{file}” cannot be read: {reason}.", file=shown(path), reason=failure(error)),
            tr("Choose another file."),
        ) from None
    if is_folder:
        raise DataError(
            tr("“{file}” is a folder, not a table.", file=shown(path)), tr("Choose a CSV, TSV or Parquet file.")
        )
    return found


def used_columns(frame: Frame, config: TableFile) -> list[str]:
    """The columns that are not ignored. Raises DataError for roles of columns that are not there, or that none has."""
    there = frame.values.columns
    for name, role in config.roles:
        if name not in there and len(there) == 1:
            raise DataError(
                tr("In “{file}” only one column was found, “{column}”.",
                   file=shown(frame.path.name), column=shortened(there[0])),
                tr("Set the separator to what stands between two values."),
            )  # fmt: skip
        if name not in there:
            near = get_close_matches(name, there, 2) or there[:5]
            raise DataError(
                tr("“{file}” has no column “{column}”, which has the role {role}.",
                   file=shown(frame.path.name), column=shortened(name), role=role),
                tr("It has {names}: correct the roles.", names=listed([f"“{shortened(each)}”" for each in near])),
            )  # fmt: skip
        if role == "text":
            raise DataError(
                tr("The column “{column}” has the role text, which only the data “Text (table)” hand to a network.",
                   column=shortened(name)),
                tr("Choose these, or give it the role ignore or category."),
            )  # fmt: skip
    check_target(config, there)
    return [name for name in there if config.role_of(name) != "ignore"]


def _decimal(frames: Sequence[Frame], names: Sequence[str], config: TableFile) -> Decimal:
    """What begins the decimals of the numbers in all files."""
    texts, has_points = [], False
    for frame in frames:
        there = set(frame.values.columns)
        for name in names:
            if name not in there or config.role_of(name) not in ("feature", "number"):
                continue
            values = frame.values[name]
            has_points = has_points or values.dtype.is_float()
            if type_of(values.dtype) == "text":
                texts.append(prepared(values, config).values)
    return decimal_of(texts, config.decimal, has_points=has_points)


def _together(frames: Sequence[Frame], config: TableFile, names: Sequence[str]) -> tuple[AllColumns, Places]:
    """The rows of all files below each other, and where each of them stands."""
    for frame in frames[1:]:
        missing = [name for name in names if name not in frame.values.columns]
        if missing:
            raise DataError(
                tr("“{file}” lacks the column “{column}” of “{first}”.", file=shown(frame.path.name),
                   column=shortened(missing[0]), first=shown(frames[0].path.name)),
                tr("All files of a table have the same columns."),
            )  # fmt: skip
    split = np.concatenate(
        [np.full(len(frame.rows), place, np.int8) for (place, _), frame in zip(_paths(config), frames, strict=True)]
    )
    files = tuple(next((frame.path for (place, _), frame in zip(_paths(config), frames, strict=True) if place == at),
                       frames[0].path) for at in range(len(SPLITS) if len(frames) > 1 else 1))  # fmt: skip
    rows = np.concatenate([frame.rows for frame in frames])
    if len(frames) == 1:
        return frames[0].values, Places(files, split, rows)
    return Stacked([frame.values for frame in frames], names), Places(files, split, rows)
