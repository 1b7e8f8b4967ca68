"""Finds where in an NPY or NPZ file the numbers of an array lie, so that they can be read by their places."""

from __future__ import annotations

import struct
import zipfile
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
    """From which byte on an array lies in a file, row by row."""

    start: int
    shape: Shape
    dtype: np.dtype[Any]


def lies_at(path: Path) -> Lies | None:
    """Where the array of an NPY file lies; None where it is no array of plain rows. Raises ValueError, OSError."""
    with path.open("rb") as file:
        return _described(file, 0)


def stored_at(archive: zipfile.ZipFile, name: str) -> Lies | None:
    """The same of an array in an NPZ file; None where it is compressed. Raises ValueError, OSError, BadZipFile."""
    info = _member(archive, name)
    if info is None or info.compress_type != zipfile.ZIP_STORED or info.flag_bits & ENCRYPTED or archive.fp is None:
        return None
    archive.fp.seek(info.header_offset + NAME_LENGTH)
    start = info.header_offset + LOCAL_HEADER + sum(struct.unpack("<HH", archive.fp.read(4)))
    with archive.open(info) as file:
        return _described(file, start)


def check_whole(archive: zipfile.ZipFile, name: str) -> None:
    """Read all of an array once. Raises BadZipFile where its checksum does not agree."""
    with archive.open(name if name in archive.namelist() else f"{name}.npy") as file:
        while file.read(CHUNK):
            pass


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    return members.get(name)


def _described(file: IO[bytes], start: int) -> Lies | None:
    """Where an array lies whose file begins at a byte, by what its header says."""
    version = npy.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        return None
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, by_columns, dtype = read(file)
    if dtype.hasobject or not shape or (by_columns and len(shape) > 1):
        return None
    return Lies(start + file.tell(), shape, dtype)
