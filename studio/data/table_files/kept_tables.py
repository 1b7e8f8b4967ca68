"""Tables that are too large for the memory: read once into a folder of the cache, and from there the next time."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from studio import paths
from studio.data.cache.folder import ABOUT, make_room
from studio.data.cache.positioned import PositionedFile
from studio.data.cache.slots import SUMS
from studio.data.columns import Column
from studio.data.config import Task
from studio.data.config.table_files import TableFile
from studio.data.errors import DataError
from studio.data.file_rows import FileRows, RowFile
from studio.data.left_out import LeftOut
from studio.data.regular_files import failure
from studio.data.rows import Names, RowFormat
from studio.data.samples import Samples
from studio.data.table_files.building import Table
from studio.files import replace_file
from studio.formatting.numbers import storage
from studio.text import tr

VERSION = 1
"""Goes up when rows would be made, or lie in the files, in another way."""

ROWS, HEAD, COLUMNS = "rows", "table.json", "columns"

OUTSIDE = frozenset({"transforms", "validation", "test", "normalize", "scale_target"})
"""Settings that change nothing of the rows."""

TRIES = 3

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
    folder = paths.caches() / blake2b(json.dumps(about, sort_keys=True).encode(), digest_size=16).hexdigest()
    try:
        for _ in range(TRIES):
            found = _kept(folder)
            if found is not None:
                return found
            _check_room(folder, size)
            _fill(folder, about, make)
        raise FileNotFoundError(folder)
    except OSError as error:
        raise _refused(error) from None


def _fill(folder: Path, about: Mapping[str, object], make: Callable[[Path, Path], Table]) -> None:
    """Make a table and keep it, in a folder of another name until it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    lock = PositionedFile(making / SUMS)
    try:
        lock.hold()
        (making / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        (making / COLUMNS).mkdir()
        _keep(make(making / COLUMNS, making / ROWS), making)
        shutil.rmtree(making / COLUMNS)
        if not (folder / HEAD).exists():
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # where another process was faster, its table is taken
            making.rename(folder)
    finally:
        lock.close()
        shutil.rmtree(making, ignore_errors=True)


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


def _kept(folder: Path) -> Table | None:
    """The table that a folder has; None where it has none."""
    if not (folder / HEAD).exists():
        return None
    lock = PositionedFile(folder / SUMS)
    try:
        if not lock.hold() or not lock.is_at(folder / SUMS):
            return None
        # What is read counts as used, and goes later than what is not.
        os.utime(folder / SUMS)
        head = _HEAD.validate_json((folder / HEAD).read_bytes())
        file = RowFile(folder / ROWS, 0, head.count, (len(head.features),), np.dtype(head.dtype), held=lock)
        samples = {split: _samples(folder, split, head, file) for split in head.splits}
    except (OSError, ValueError, EOFError, ValidationError):
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)
        return None
    return Table(
        head.task, head.classes, head.features, head.rows, samples, head.columns, head.left_out, head.notes,
        head.grouped,
    )  # fmt: skip


def _samples(folder: Path, split: str, head: Head, file: RowFile) -> Samples:
    def array(name: str) -> Any:
        return np.load(folder / f"{split}.{name}.npy", allow_pickle=False)

    together = array("together") if (folder / f"{split}.together.npy").exists() else None
    return Samples(FileRows(file, array("places")), array("targets"), together, head.categories)


def _check_room(folder: Path, size: int) -> None:
    needed = TIMES * size
    free = make_room(folder, needed)
    if free < needed:
        raise DataError(
            tr(
                "The table is read into the cache, as it is too large for the memory, and takes up to {needed} there; "
                "{free} are left.",
                needed=storage(needed), free=storage(free),
            ),
            tr("Make room on the disk, let the cache take more, or choose a smaller file."),
        )  # fmt: skip


def _refused(error: OSError) -> DataError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DataError(
            tr("The disk is full under the cache, into which the table is read, as it is too large for the memory."),
            tr("Make room on the disk, or choose a smaller file."),
        )
    return DataError(
        tr("The cache, into which the table is read, as it is too large for the memory, cannot be written: {reason}.",
           reason=failure(error)),
        tr("Choose a smaller file, or see that the folder of the cache can be written."),
    )  # fmt: skip
