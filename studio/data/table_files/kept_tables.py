"""Tables that are too large for the memory: read once into a folder of the cache, and from there the next time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from studio.data.cache.made_once import made_once
from studio.data.cache.positioned import PositionedFile
from studio.data.columns import Column
from studio.data.config import Task
from studio.data.config.table_files import TableFile
from studio.data.file_rows import FileRows, RowFile
from studio.data.left_out import LeftOut
from studio.data.rows import Names, RowFormat
from studio.data.samples import Samples
from studio.data.table_files.building import Table
from studio.files import replace_file
from studio.text import tr

VERSION = 1
"""Goes up when rows would be made, or lie in the files, in another way."""

ROWS, HEAD, COLUMNS = "rows", "table.json", "columns"

OUTSIDE = frozenset({"transforms", "validation", "test", "normalize", "scale_target"})
"""Settings that change nothing of the rows."""

TIMES = 3
"""Bytes on the disk for each of a table's, while it is read."""


@dataclass(frozen=True)
class Head:
    """All of a table that is no array; `splits` are those that have samples, and `grouped` those with groups."""

    task: Task
    classes: Names
    features: Names
    rows: RowFormat
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    notes: Names
    grouped: bool
    splits: Names
    categories: tuple[Names, ...]
    count: int
    dtype: str


_HEAD = TypeAdapter(Head)


def kept_table(config: TableFile, stamp: Hashable, size: int, make: Callable[[Path, Path], Table]) -> Table:
    """The table of files that have this stamp and so many bytes, as it is kept, or as it is made now.

    `make` takes a folder for files that nobody needs later, and the file that rows are to lie in. Raises DataError.
    """
    settings = {name: value for name, value in config.model_dump(mode="json").items() if name not in OUTSIDE}
    about = {
        "version": VERSION,
        "of": os.path.abspath(os.path.expanduser(config.path)),
        "table": settings,
        "stamp": repr(stamp),
    }

    def fill(folder: Path) -> None:
        (folder / COLUMNS).mkdir()
        _keep(make(folder / COLUMNS, folder / ROWS), folder)
        shutil.rmtree(folder / COLUMNS)

    return made_once(tr("The table"), about, TIMES * size, fill, _kept)


def _keep(table: Table, folder: Path) -> None:
    samples = table.samples
    rows = samples["train"].inputs
    assert isinstance(rows, FileRows)
    for split, part in samples.items():
        assert isinstance(part.inputs, FileRows)
        places = part.inputs.places
        arrays = {"targets": part.targets, "places": np.arange(len(part)) if places is None else places}
        for name, values in arrays.items() if part.together is None else (arrays | {"together": part.together}).items():
            np.save(folder / f"{split}.{name}.npy", np.asarray(values))
    head = Head(
        table.task, table.classes, table.features, table.rows, table.columns, table.left_out,
        tuple(map(str, table.notes)), table.grouped, tuple(samples), samples["train"].categories, rows.file.count,
        rows.file.dtype.name,
    )  # fmt: skip
    replace_file(folder / HEAD, _HEAD.dump_json(head))


def _kept(folder: Path, held: PositionedFile) -> Table:
    """The table that a folder has. Raises OSError, ValueError and EOFError where something of it is not there."""
    head = _HEAD.validate_json((folder / HEAD).read_bytes())
    file = RowFile(folder / ROWS, 0, head.count, (len(head.features),), np.dtype(head.dtype), held=held)
    samples = {split: _samples(folder, split, head, file) for split in head.splits}
    return Table(
        head.task, head.classes, head.features, head.rows, samples, head.columns, head.left_out, head.notes,
        head.grouped,
    )  # fmt: skip


def _samples(folder: Path, split: str, head: Head, file: RowFile) -> Samples:
    def array(name: str) -> Any:
        return np.load(folder / f"{split}.{name}.npy", allow_pickle=False)

    together = array("together") if (folder / f"{split}.together.npy").exists() else None
    return Samples(FileRows(file, array("places")), array("targets"), together, head.categories)
