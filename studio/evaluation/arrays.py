"""Arrays of a row a sample, written one after the other as .npy files and opened again as maps of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SUFFIX = ".npy"

Name = Literal["losses", "places", "texts", "ends", "truth", "answers", "outputs"]

ALWAYS: frozenset[Name] = frozenset({"losses", "places", "texts", "ends"})
"""Arrays that all predictions have."""

ANY_LENGTH = "texts"
"""The only array that has not a row a sample."""


class RowsWriter:
    """Writes arrays of so many rows in parts, whatever of them there is memory for. Close it before they are read."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder, self._rows = folder, rows
        self._files: dict[Name, IO[bytes]] = {}

    def add(self, name: Name, part: Array, rows: int | None = None) -> None:
        """More rows (B, ...) of the array of this name, which has `rows` where not one a sample. Raises OSError."""
        part = np.ascontiguousarray(part)
        if name not in self._files:
            # Not through a map: writing to one ends the process where the disk is full.
            self._files[name] = file = (self._folder / f"{name}{SUFFIX}").open("wb")
            shape = (self._rows if rows is None else rows, *part.shape[1:])
            header = {"descr": np.lib.format.dtype_to_descr(part.dtype), "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
        self._files[name].write(part.data)

    def sizes(self) -> dict[Name, int]:
        """Have all of it on the disk, and give the bytes of each file."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        return {name: os.fstat(file.fileno()).st_size for name, file in self._files.items()}

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files.values():
            file.close()


def opened(folder: Path, sizes: Mapping[Name, int], rows: int) -> dict[Name, Array]:
    """The arrays of these names as read-only maps. Raises OSError or ValueError where one is not what was written."""
    found: dict[Name, Array] = {}
    for name, size in sizes.items():
        path = folder / f"{name}{SUFFIX}"
        if path.stat().st_size != size:
            raise ValueError(path.name)
        found[name] = np.load(path, mmap_mode="r", allow_pickle=False)
        if name != ANY_LENGTH and len(found[name]) != rows:
            raise ValueError(path.name)
    if not found.keys() >= ALWAYS:
        raise ValueError(folder.name)
    return found
