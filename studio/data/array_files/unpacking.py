"""Puts arrays that are too large for the memory and do not lie row by row in their file so into the cache, once."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.data.array_files.lying import Lies, unpacked
from studio.data.cache.made_once import made_once
from studio.data.cache.positioned import PositionedFile
from studio.data.file_rows import PIECE, RowFile
from studio.data.folders.existing import file_stamp
from studio.data.regular_files import shown
from studio.data.samples import Check
from studio.text import tr

VERSION = 1
"""Goes up when rows would lie in the files in another way."""

ROWS, COLUMNS = "rows", "columns"


def rows_in_cache(path: Path, name: str, lies: Lies, archive: zipfile.ZipFile | None, check: Check) -> RowFile:
    """The rows of an array of a file, in the cache. Raises DataError, and what `check` or a damaged archive raises."""
    about = {
        "version": VERSION,
        "of": os.path.abspath(path),
        "array": name,
        "stamp": repr(file_stamp(path)),
    }

    def make(folder: Path) -> None:
        if not lies.by_columns:
            assert archive is not None
            _write(folder / ROWS, unpacked(archive, name), lies.start, check)
            return
        source, start = path, lies.start
        if archive is not None and lies.is_packed:
            source = folder / COLUMNS
            _write(source, unpacked(archive, name), 0, check)
        _turn(source, start, lies, folder / ROWS, check)
        if source != path:
            source.unlink()

    def read(folder: Path, held: PositionedFile) -> RowFile:
        return RowFile(folder / ROWS, 0, lies.shape[0], lies.shape[1:], lies.dtype, held=held)

    size = prod(lies.shape) * lies.dtype.itemsize
    title = tr("The array “{name}” of “{file}”", name=name, file=shown(path.name)) if name else shown(path.name)
    return made_once(title, about, 2 * size if lies.by_columns and lies.is_packed else size, make, read)


def _write(path: Path, pieces: Iterable[bytes], skipped: int, check: Check) -> None:
    """All bytes of the pieces but the first ones, which are skipped."""
    with path.open("wb") as file:
        for piece in pieces:
            check()
            file.write(piece[skipped:])
            skipped = max(0, skipped - len(piece))


def _turn(source: Path, start: int, lies: Lies, into: Path, check: Check) -> None:
    """Write an array that lies column by column in a file row by row into another one."""
    count, *sizes = lies.shape
    step = max(1, PIECE // max(1, prod(sizes)))
    with into.open("wb") as file:
        for first in range(0, count, step):
            check()
            # Mapped anew each time, so that what was looked at does not stay in memory.
            columns: npt.NDArray[np.generic] = np.memmap(source, lies.dtype, "r", start, lies.shape, "F")
            file.write(np.ascontiguousarray(columns[first : first + step]).reshape(-1).view(np.uint8).data)
