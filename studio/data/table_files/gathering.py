"""Puts columns of numbers together to rows: in memory, or in a file where they are too many for that."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from studio.data.concurrent import each
from studio.data.file_rows import FileRows, RowFile
from studio.data.samples import carry_on

Column = npt.NDArray[Any]
"""Numbers of one column (N,)."""

PIECE = 4096
"""Rows that are put together in one piece, so that it stays in the processor's cache."""

TOGETHER = 32
"""Pieces that a thread puts together before it takes the next ones."""

BLOCK = 2**22
"""Numbers of rows that are written in one piece."""


class Gathering(Protocol):
    """Takes one column after the other."""

    def add(self, column: Column) -> None:
        """The next column."""

    def rows(self, count: int, dtype: type[np.generic]) -> Column | FileRows:
        """All `count` rows (N, F) of the columns, as numbers of this type."""


class InMemory:
    """Rows in memory."""

    def __init__(self) -> None:
        self._columns: list[Column] = []

    def add(self, column: Column) -> None:
        """The next column."""
        self._columns.append(column)

    def rows(self, count: int, dtype: type[np.generic]) -> Column:
        """All rows."""
        found = np.empty((count, len(self._columns)), dtype)

        def put(start: int) -> None:
            piece = slice(start, start + PIECE)
            for at, column in enumerate(self._columns):
                found[piece, at] = column[piece]

        deque(each(put, range(0, count, PIECE), carry_on, together=TOGETHER), maxlen=0)
        return found


class OnDisk:
    """Rows in a file of a folder, which has files for the columns meanwhile. Raises OSError where it cannot be written.

    A column that is mapped from a file stays there.
    """

    def __init__(self, folder: Path, into: Path) -> None:
        self._folder, self._into = folder, into
        self._columns: list[Path] = []

    def add(self, column: Column) -> None:
        """The next column."""
        if isinstance(column, np.memmap) and isinstance(column.filename, Path):
            self._columns.append(column.filename)
            return
        path = self._folder / f"places{len(self._columns)}.npy"
        np.save(path, column)
        self._columns.append(path)

    def rows(self, count: int, dtype: type[np.generic]) -> FileRows:
        """All rows."""
        width = len(self._columns)
        with self._into.open("wb") as file:
            for block in self._blocks(count, width, np.dtype(dtype)):
                file.write(block.data)
        return FileRows(RowFile(self._into, 0, count, (width,), np.dtype(dtype)))

    def _blocks(self, count: int, width: int, dtype: np.dtype[Any]) -> Iterator[Column]:
        step = max(1, BLOCK // max(1, width))
        for start in range(0, count, step):
            block = np.empty((min(step, count - start), width), dtype)
            for at, path in enumerate(self._columns):
                # Mapped anew each time, so that what was looked at does not stay in memory.
                block[:, at] = np.load(path, mmap_mode="r", allow_pickle=False)[start : start + len(block)]
            yield block
