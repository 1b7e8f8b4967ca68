"""Finds where in an NPY or NPZ file the numbers of an array lie, so that they can be read by their places."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.lib import format as npy

from studio.layers import Shape

LOCAL_HEADER = 30
"""Bytes before the name in a member of a ZIP file."""

NAME_LENGTH = 26
"""Where among these the lengths of the name and of what follows it stand, two bytes each."""

ENCRYPTED = 1
CHUNK = 2**24


class Lies(NamedTuple):
    """From which byte on an array lies in a file: row by row, or column by column. `is_packed` is counted within what
    a member of a ZIP file is unpacked to."""

    start: int
    shape: Shape
    dtype: np.dtype[Any]
    by_columns: bool = False
    is_packed: bool = False

    @property
    def is_readable(self) -> bool:
        """Whether its rows can be read where they lie."""
        return not self.by_columns and not self.is_packed


def lies_at(path: Path) -> Lies | None:
    """Where the array of an NPY file lies; None where it is none of plain values. Raises ValueError, OSError."""
    with path.open("rb") as file:
        return _described(file)


def stored_at(archive: zipfile.ZipFile, name: str) -> Lies | None:
    """The same of an array in an NPZ file. Raises ValueError, OSError, BadZipFile and others for damaged ones."""
    info = _member(archive, name)
    if info is None or info.flag_bits & ENCRYPTED or archive.fp is None:
        return None
    with archive.open(info) as file:
        found = _described(file)
    if found is None or info.compress_type != zipfile.ZIP_STORED:
        return found if found is None else found._replace(is_packed=True)
    archive.fp.seek(info.header_offset + NAME_LENGTH)
    start = info.header_offset + LOCAL_HEADER + sum(struct.unpack("<HH", archive.fp.read(4)))
    return found._replace(start=start + found.start)


def check_whole(archive: zipfile.ZipFile, name: str) -> None:
    """Read all of an array once. Raises BadZipFile where its checksum does not agree."""
    for _ in unpacked(archive, name):
        pass


def unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """What an array's member of a ZIP file has, piece by piece. Raises BadZipFile where its checksum does not agree."""
    info = _member(archive, name)
    assert info is not None
    with archive.open(info) as file:
        while piece := file.read(CHUNK):
            yield piece


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    return members.get(name)


def _described(file: IO[bytes]) -> Lies | None:
    """Where an array lies in a file that begins with its header, by what that says."""
    version = npy.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        return None
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, by_columns, dtype = read(file)
    if dtype.hasobject or not shape:
        return None
    return Lies(file.tell(), shape, dtype, by_columns=by_columns and len(shape) > 1)
