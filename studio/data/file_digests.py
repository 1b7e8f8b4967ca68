"""Digests of the content of picture files that need not be decoded for it, read on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.data.concurrent import each
from studio.data.pictures.decode import DIGEST_BYTES
from studio.data.pictures.files import PictureFiles, unreadable
from studio.data.pictures.formats import FILE_BYTES
from studio.data.regular_files import UnreadableError, open_regular, read_regular
from studio.data.samples import Check

Paths = npt.NDArray[np.object_]

END_BYTES = 4096
"""Bytes at the beginning and at the end of a large file that are looked at."""

TOGETHER = 64
"""Files that a thread reads before it takes the next ones."""


def whole_digests(files: PictureFiles, check: Check) -> Iterator[bytes]:
    """The digest of all of each file, read anew where it was not decoded. Raises DataError where one cannot be read."""
    seen = files.findings.seen
    return _of_each(files.paths, lambda path: seen[path].digest if path in seen else _whole(path), check)


def sampled_digests(paths: Paths, check: Check) -> Iterator[bytes]:
    """A digest of each file's size, beginning and end. Raises DataError where one cannot be read."""
    return _of_each(paths, _sampled, check)


def total_size(paths: Iterable[str]) -> int:
    """Bytes of all these files together; one that is not there any more has none."""
    return sum(map(_size, paths))


def _of_each(paths: Paths, digest: Callable[[str], bytes], check: Check) -> Iterator[bytes]:
    def tried(path: str) -> bytes | UnreadableError:
        try:
            return digest(path)
        except UnreadableError as error:
            return error

    for path, found in zip(paths, each(tried, list(paths), check, together=TOGETHER), strict=True):
        if isinstance(found, UnreadableError):
            raise unreadable({Path(path): found.reason})
        yield found


def _whole(path: str) -> bytes:
    return blake2b(read_regular(Path(path), FILE_BYTES), digest_size=DIGEST_BYTES).digest()


def _sampled(path: str) -> bytes:
    with open_regular(Path(path)) as file:
        size = os.fstat(file.fileno()).st_size
        digest = blake2b(size.to_bytes(8, "little"), digest_size=DIGEST_BYTES)
        digest.update(file.read(END_BYTES))
        if size > END_BYTES:
            file.seek(max(END_BYTES, size - END_BYTES))
            digest.update(file.read(END_BYTES))
    return digest.digest()


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
