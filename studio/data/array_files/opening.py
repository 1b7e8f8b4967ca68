"""Opens NPY and NPZ files without unpickling anything, and looks at what arrays they have."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.array_files.lying import check_whole, lies_at, stored_at
from studio.data.array_files.unpacking import rows_in_cache
from studio.data.errors import DataError
from studio.data.file_rows import FileRows, RowFile
from studio.data.memory import check_memory, is_large
from studio.data.regular_files import UnreadableError, failure, open_regular, shown
from studio.data.samples import Check, carry_on
from studio.text import tr, unended

Array = npt.NDArray[Any]

WHOLE = ""
"""The name of the one array of an NPY file."""

NPY = b"\x93NUMPY"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
PICKLED = ("allow_pickle", "memory-mapped")
"""What NumPy names where an array is one of Python objects."""


class ArrayFile:
    """The arrays of a file by their names; each is read when it is asked for, that of an NPY file only where used.

    `check` is called while one is put into the cache, and may raise to give that up.
    """

    def __init__(self, path: Path, check: Check = carry_on) -> None:
        self.path, self._check = path, check
        self._read: dict[str, Array | FileRows] = {}
        self._file = _opened(path)
        try:
            with self._failures(""):
                self._found = self._arrays()
        except DataError:
            self._file.close()
            raise

    def _arrays(self) -> Any:
        """The arrays by their names; those of an NPZ file are read one by one."""
        head = self._file.read(8)
        self._file.seek(0)
        if head.startswith(NPY):
            self._file.close()
            return {WHOLE: np.load(self.path, mmap_mode="r", allow_pickle=False)}
        if head.startswith(ZIP):
            return np.load(self._file, allow_pickle=False)
        raise DataError(
            tr("“{file}” is neither an NPY nor an NPZ file.", file=shown(self.path.name)),
            tr("Save the arrays with numpy.save or numpy.savez, or choose another file."),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The arrays there are."""
        return tuple(self._found)

    def array(self, name: str) -> Array:
        """One array, in memory. Raises DataError where it is none of plain values, or damaged."""
        if not isinstance(self._read.get(name), np.ndarray):
            if isinstance(self._found, np.lib.npyio.NpzFile):
                self._check_size(name)
            with self._failures(name):
                self._read[name] = np.asanyarray(self._found[name])
        return np.asanyarray(self._read[name])

    def samples(self, name: str) -> Array | FileRows:
        """One array; one that is too large for the memory stays in the file, or is put row by row into the cache.

        Raises DataError as `array` does.
        """
        if name not in self._read:
            rows = self._rows(name)
            if rows is None:
                return self.array(name)
            self._read[name] = rows
        return self._read[name]

    def _rows(self, name: str) -> FileRows | None:
        """An array as rows of a file, its own or one of the cache; None where it fits into memory, or has no rows."""
        with self._failures(name):
            archive = self._found.zip if isinstance(self._found, np.lib.npyio.NpzFile) else None
            lies = lies_at(self.path) if archive is None else stored_at(archive, name)
            if lies is None or not is_large(prod(lies.shape)):
                return None
            if not lies.is_readable:
                return FileRows(rows_in_cache(self.path, name, lies, archive, self._check))
            if archive is not None:
                check_whole(archive, name)
            return FileRows(RowFile(self.path, lies.start, lies.shape[0], lies.shape[1:], lies.dtype))

    def close(self) -> None:
        """Leave the file; arrays that have been read stay."""
        if isinstance(self._found, np.lib.npyio.NpzFile):
            self._found.close()
        self._file.close()

    def title(self, name: str) -> str:
        """An array as sentences call it."""
        return shown(self.path.name) if name == WHOLE else name

    def _check_size(self, name: str) -> None:
        members = {info.filename.removesuffix(".npy"): info for info in self._found.zip.infolist()}
        if name in members:
            check_memory(
                members[name].file_size,
                tr("The array “{name}” of “{file}”", name=name, file=shown(self.path.name)),
                tr("Save it with numpy.save or numpy.savez, which compress nothing: then it is read batch by batch."),
            )

    @contextmanager
    def _failures(self, name: str) -> Iterator[None]:
        """What NumPy cannot read, told in sentences."""
        try:
            yield
        except DataError:
            raise
        except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
            raise self._refused(name, error) from None

    def _refused(self, name: str, error: Exception) -> DataError:
        file = shown(self.path.name)
        if any(word in str(error) for word in PICKLED):
            message = tr("“{array}” holds Python objects, which are not read, as that could run code.",
                         array=name or file)  # fmt: skip
            return DataError(message, tr("Save it as an array of numbers of one type."))
        return DataError(
            tr("“{file}” is damaged or no array: {reason}.", file=f"{file}: {name}" if name else file,
               reason=unended(failure(error))),
            tr("Save the arrays again, or choose another file."),
        )  # fmt: skip


def _opened(path: Path) -> Any:
    try:
        return open_regular(path)
    except UnreadableError as error:
        raise DataError(
            tr("“{file}” cannot be read: {reason}.", file=shown(path), reason=error.reason), tr("Choose another file.")
        ) from None
