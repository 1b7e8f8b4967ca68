"""Reads IDX files, gzipped or not, without trusting what they say of themselves.

The format (http://yann.lecun.com/exdb/mnist/): two zero bytes, the type of the numbers, the number of axes, the
length of each axis as a big-endian 32-bit number, then the numbers themselves.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO, Literal, cast

import numpy as np
import numpy.typing as npt

from studio.data.errors import DataError
from studio.data.memory import check_memory
from studio.data.regular_files import UnreadableError, failure, open_regular, shown
from studio.text import tr

Content = Literal["images", "labels"]

UNSIGNED_BYTE = 0x08
AXES: dict[Content, int] = {"images": 3, "labels": 1}


def size_of(path: Path) -> tuple[int, ...]:
    """Height and width of the pictures in a file."""
    with _open(path) as file:
        return _header(file, path, "images")[1:]


def read_numbers(path: Path, content: Content, count: int | None = None) -> npt.NDArray[np.uint8]:
    """All numbers of a file in the shape its header gives, or those of its first `count` samples."""
    with _open(path) as file:
        sizes = _header(file, path, content)
        if count is not None and count < sizes[0]:
            return _numbers(file, path, (count, *sizes[1:]))
        return _numbers(file, path, sizes, whole=True)


def _numbers(file: IO[bytes], path: Path, sizes: tuple[int, ...], *, whole: bool = False) -> npt.NDArray[np.uint8]:
    """The next numbers of a file in this shape; `whole` if nothing may come after them."""
    expected = prod(sizes)
    check_memory(
        expected,
        tr("“{file}” says that it holds {count} numbers, which", file=shown(path.name), count=f"{expected:,}"),
        _again(),
    )
    numbers = _bytes(file, path, expected + whole)
    if len(numbers) < expected:
        raise _damaged(tr("“{file}” should hold {count} numbers, but ends early.", **_named(path, expected)))
    if len(numbers) > expected:
        raise _damaged(tr("“{file}” should hold {count} numbers, but goes on after them.", **_named(path, expected)))
    return np.frombuffer(numbers, dtype=np.uint8).reshape(sizes)


def _named(path: Path, count: int) -> dict[str, str]:
    return {"file": shown(path.name), "count": f"{count:,}"}


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


def _header(file: IO[bytes], path: Path, content: Content) -> tuple[int, ...]:
    """The length of each axis. Raises DataError when the file is none of this content."""
    axes = AXES[content]
    header = _bytes(file, path, 4 * (1 + axes))
    if len(header) < 4 * (1 + axes) or header[:2] != b"\0\0":
        raise _damaged(tr("“{file}” is no IDX file: it does not begin with an IDX header.", file=shown(path.name)))
    if header[2] != UNSIGNED_BYTE or header[3] != axes:
        raise _damaged(
            tr(
                "“{file}” holds numbers of type {kind} along {found} axes; {content} need unsigned bytes (0x08) along "
                "{axes}.",
                file=shown(path.name),
                kind=f"0x{header[2]:02X}",
                found=header[3],
                content=tr("images") if content == "images" else tr("labels"),
                axes=axes,
            )
        )
    sizes = tuple(int(size) for size in np.frombuffer(header, dtype=">u4", offset=4))
    if 0 in sizes:
        sides = " × ".join(map(str, sizes))
        raise _damaged(tr("“{file}” is empty: its header says {sizes}.", file=shown(path.name), sizes=sides))
    return sizes


def _damaged(message: str) -> DataError:
    return DataError(message, _again())


def _again() -> str:
    return tr("Download the file again, or choose another folder.")
