"""Samples that lie one behind the other in a file and are read by their places when they are asked for."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.cache.positioned import PositionedFile
from studio.data.errors import DataError
from studio.data.regular_files import failure, shown
from studio.layers import Shape
from studio.text import tr

Rows = npt.NDArray[Any]
Change = Callable[[Rows], Rows]

PIECE = 2**22
"""Numbers that are read in one piece."""

CLOSE = 4
"""Places in order are read in one go where no more than so many rows lie between them for each."""


class RowFile:
    """`count` rows of one shape and type in a file, from the byte `start` on. Raises OSError where it cannot be read.

    What is read is what was there when it was opened: once the file is changed in place, reading raises DataError.
    `held` is a file that stays open for as long as rows may be read.
    """

    def __init__(
        self, path: Path, start: int, count: int, shape: Shape, dtype: np.dtype[Any], held: PositionedFile | None = None
    ) -> None:
        self.path, self.count, self.shape, self.dtype = path, count, shape, dtype
        self._start, self._bytes = start, prod(shape) * dtype.itemsize
        self._file = PositionedFile(path, only_read=True)
        self._stamp = self._file.changed(), self._file.size()
        weakref.finalize(self, self._file.close)
        if held is not None:
            weakref.finalize(self, held.close)

    def read(self, places: npt.NDArray[np.int64]) -> Rows:
        """The rows at these places (B,), in their order: (B, *shape). Raises DataError."""
        if not len(places):
            return np.empty((0, *self.shape), self.dtype)
        first, last = int(places.min()), int(places.max()) + 1
        if last - first <= CLOSE * len(places):
            rows = self._between(first, last)
            return rows if last - first == len(places) and (np.diff(places) == 1).all() else rows[places - first]
        out = np.empty((len(places), *self.shape), self.dtype)
        for at, place in enumerate(places.tolist()):
            self._fill(out[at : at + 1], place)
        self._check()
        return out

    def _between(self, first: int, last: int) -> Rows:
        rows = np.empty((last - first, *self.shape), self.dtype)
        self._fill(rows, first)
        self._check()
        return rows

    def _fill(self, out: Rows, place: int) -> None:
        # A system reads 2 GiB at once at most.
        step = max(1, 2**30 // max(1, self._bytes))
        for at in range(0, len(out), step):
            part = out[at : at + step]
            try:
                is_whole = self._file.read_into(
                    part.reshape(-1).view(np.uint8).data, self._start + (place + at) * self._bytes
                )
            except OSError as error:
                raise DataError(
                    tr("“{file}” cannot be read: {reason}.", file=shown(self.path), reason=failure(error)),
                    tr("Put an intact copy there to go on with the run."),
                ) from None
            if not is_whole:
                raise self._other()

    def _check(self) -> None:
        if (self._file.changed(), self._file.size()) != self._stamp:
            raise self._other()

    def _other(self) -> DataError:
        return DataError(
            tr("“{file}” was changed since it was opened.", file=shown(self.path)),
            tr("Put it back as it was to go on with the run, or start a new one."),
        )


@dataclass(frozen=True, eq=False)
class FileRows:
    """Samples (N, …) of a file: the rows at `places`, all of them where that is None, after `changes` of their form.

    What is asked of it by index is such samples again; NumPy makes an array of it, which reads all of it.
    """

    file: RowFile
    places: npt.NDArray[np.int64] | None = None
    changes: tuple[Change, ...] = ()

    def __len__(self) -> int:
        return self.file.count if self.places is None else len(self.places)

    @property
    def shape(self) -> Shape:
        """(N, …), as of an array."""
        return (len(self), *self._example.shape[1:])

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return prod(self.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the numbers as they are given."""
        return self._example.dtype

    @property
    def _example(self) -> Rows:
        """No samples, in the form that they have."""
        return self._changed(np.empty((0, *self.file.shape), self.file.dtype))

    def __getitem__(self, which: slice | npt.NDArray[np.int64]) -> FileRows:
        if self.places is not None:
            return replace(self, places=self.places[which])
        return replace(self, places=np.arange(self.file.count)[which] if isinstance(which, slice) else which)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Rows:
        found = self.read(np.arange(len(self)))
        return found if dtype is None else found.astype(dtype)

    def read(self, which: npt.NDArray[np.int64]) -> Rows:
        """The samples with these numbers (B,), in their order: (B, …). Raises DataError."""
        return self._changed(self.file.read(which if self.places is None else self.places[which]))

    def then(self, change: Change) -> FileRows:
        """The same after a change that takes samples (B, …) by themselves, and leaves their number as it is."""
        return replace(self, changes=(*self.changes, change))

    def _changed(self, rows: Rows) -> Rows:
        for change in self.changes:
            rows = change(rows)
        return rows


def changed(values: Rows | FileRows, change: Change) -> Any:
    """Samples after a change of their form: of a file, each time that some are read."""
    return values.then(change) if isinstance(values, FileRows) else change(values)


def pieces(values: Rows | FileRows) -> Iterator[Rows]:
    """All samples, some at a time. Raises DataError."""
    step = max(1, PIECE // max(1, prod(values.shape[1:])))
    for start in range(0, len(values), step):
        if isinstance(values, FileRows):
            yield values.read(np.arange(start, min(start + step, len(values))))
        else:
            yield values[start : start + step]
