"""Reads IDX files, gzipped or not, without trusting what they say of themselves.

The format (http://yann.lecun.com/exdb/mnist/): two zero bytes, the type of the numbers, the number of axes, the
length of each axis as a big-endian 32-bit number, then the numbers themselves.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from studio.data.cache.made_once import made_once
from studio.data.cache.positioned import PositionedFile
from studio.data.errors import DataError
from studio.data.file_rows import FileRows, RowFile
from studio.data.folders.existing import file_stamp
from studio.data.memory import check_memory, is_large
from studio.data.regular_files import UnreadableError, failure, open_regular, shown
from studio.data.samples import Check, carry_on
from studio.text import tr

Content = Literal["images", "labels"]

UNSIGNED_BYTE = 0x08
TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4"}
"""Whole numbers by the byte that stands for them."""

AXES: dict[Content, tuple[int, ...]] = {"images": (3, 4), "labels": (1, 2)}
"""Pictures (N, H, W), with channels before or behind; labels (N,), or several numbers for each picture (N, K)."""

VERSION = 1
"""Goes up when pictures would lie in the cache in another way."""

ROWS = "rows"
CHUNK = 2**24


class _Header(NamedTuple):
    type: str
    sizes: tuple[int, ...]

    @property
    def numbers(self) -> int:
        """How many there are."""
        return prod(self.sizes)

    @property
    def nbytes(self) -> int:
        """Bytes that these take."""
        return self.numbers * np.dtype(self.type).itemsize


def sizes_of(path: Path) -> tuple[int, ...]:
    """The length of each axis of a file of pictures."""
    with _open(path) as file:
        return _header(file, path, "images").sizes


def read_pictures(path: Path, check: Check = carry_on) -> npt.NDArray[np.uint8] | FileRows:
    """All pictures of a file in the shape its header gives; those that are too large for the memory stay in it, or are
    unzipped into the cache once, which `check` may give up."""
    with _open(path) as file:
        header = _header(file, path, "images")
        if is_large(header.numbers):
            return FileRows(_rows(file, path, header, check))
        return _numbers(file, path, header, whole=True)


def first_pictures(path: Path, count: int) -> npt.NDArray[np.uint8]:
    """The first `count` pictures of a file, all where there are no more."""
    return _read(path, "images", count)


def read_labels(path: Path) -> npt.NDArray[Any]:
    """All labels of a file, whole numbers (N,) or (N, K)."""
    return _read(path, "labels", None)


def _read(path: Path, content: Content, count: int | None) -> npt.NDArray[Any]:
    with _open(path) as file:
        header = _header(file, path, content)
        if count is not None and count < header.sizes[0]:
            return _numbers(file, path, header._replace(sizes=(count, *header.sizes[1:])))
        return _numbers(file, path, header, whole=True)


def _numbers(file: IO[bytes], path: Path, header: _Header, *, whole: bool = False) -> npt.NDArray[Any]:
    """The next numbers of a file in this shape; `whole` if nothing may come after them."""
    check_memory(
        header.nbytes,
        tr("“{file}” says that it holds {count} numbers, which", **_named(path, header)),
        _again(),
    )
    numbers = _bytes(file, path, header.nbytes + whole)
    _check_length(path, header, len(numbers))
    return np.frombuffer(numbers, dtype=header.type).reshape(header.sizes)


def _rows(file: IO[bytes], path: Path, header: _Header, check: Check) -> RowFile:
    """The pictures of an open file, of which the header was read, as rows of it, or of the cache if it is zipped."""
    count, *shape = header.sizes
    dtype = np.dtype(header.type)
    if not isinstance(file, gzip.GzipFile):
        start = file.tell()
        _check_length(path, header, path.stat().st_size - start)
        return RowFile(path, start, count, tuple(shape), dtype)

    def make(folder: Path) -> None:
        _check_length(path, header, _unzip(file, path, folder / ROWS, header.nbytes + 1, check))

    def read(folder: Path, held: PositionedFile) -> RowFile:
        return RowFile(folder / ROWS, 0, count, tuple(shape), dtype, held=held)

    about = {"version": VERSION, "of": os.path.abspath(path), "stamp": repr(file_stamp(path))}
    return made_once(shown(path.name), about, header.nbytes, make, read)


def _unzip(file: IO[bytes], path: Path, into: Path, most: int, check: Check) -> int:
    """Write what comes next in a file into another one, `most` bytes at most; how many there were."""
    written = 0
    with into.open("wb") as unzipped:
        while piece := _bytes(file, path, min(CHUNK, most - written)):
            check()
            written += unzipped.write(piece)
    return written


def _check_length(path: Path, header: _Header, found: int) -> None:
    """Raise DataError where behind its header a file has more or fewer bytes than its numbers take."""
    if found < header.nbytes:
        raise _damaged(tr("“{file}” should hold {count} numbers, but ends early.", **_named(path, header)))
    if found > header.nbytes:
        raise _damaged(tr("“{file}” should hold {count} numbers, but goes on after them.", **_named(path, header)))


def _named(path: Path, header: _Header) -> dict[str, str]:
    return {"file": shown(path.name), "count": f"{header.numbers:,}"}


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    """The content of a file, unzipped. Raises DataError."""
    try:
        file = open_regular(path)
    except UnreadableError as error:
        raise DataError(
            tr("“{file}” cannot be read: {reason}.", file=shown(path), reason=error.reason),
            tr("Check the file's permissions."),
        ) from None
    with file:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if path.suffix == ".gz" else file


def _bytes(file: IO[bytes], path: Path, count: int) -> bytes:
    """The next bytes of a file, fewer where it ends before. Raises DataError."""
    try:
        return file.read(count)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(
            tr("“{file}” is damaged or cut short ({reason}).", file=shown(path.name), reason=failure(error))
        ) from None


def _header(file: IO[bytes], path: Path, content: Content) -> _Header:
    """What the numbers are, and the length of each axis. Raises DataError when the file is none of this content."""
    head = _bytes(file, path, 4)
    if len(head) < 4 or head[:2] != b"\0\0":
        raise _no_idx(path)
    kind, axes = head[2:]
    if axes not in AXES[content] or (kind not in TYPES if content == "labels" else kind != UNSIGNED_BYTE):
        told = {"file": shown(path.name), "kind": f"0x{kind:02X}", "found": axes}
        raise _damaged(
            tr(
                "“{file}” holds numbers of type {kind} along {found} axes; pictures need unsigned bytes (0x08) along "
                "3 or 4.",
                **told,
            )
            if content == "images"
            else tr(
                "“{file}” holds numbers of type {kind} along {found} axes; labels need whole numbers (0x08 to 0x0C) "
                "along 1 or 2.",
                **told,
            )
        )
    lengths = _bytes(file, path, 4 * axes)
    if len(lengths) < 4 * axes:
        raise _no_idx(path)
    sizes = tuple(int(size) for size in np.frombuffer(lengths, dtype=">u4"))
    if 0 in sizes:
        sides = " × ".join(map(str, sizes))
        raise _damaged(tr("“{file}” is empty: its header says {sizes}.", file=shown(path.name), sizes=sides))
    return _Header(TYPES[kind], sizes)


def _no_idx(path: Path) -> DataError:
    return _damaged(tr("“{file}” is no IDX file: it does not begin with an IDX header.", file=shown(path.name)))


def _damaged(message: str) -> DataError:
    return DataError(message, _again())


def _again() -> str:
    return tr("Download the file again, or choose another folder.")
