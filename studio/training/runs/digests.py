"""Digests of large files, worked out as they are written and read piece by piece."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from studio.files import replace_written


class Digesting:
    """A file that works out the digest of what is written into it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    @property
    def digest(self) -> str:
        """That of all that was written so far."""
        return self._digest.hexdigest()

    def write(self, content: bytes | memoryview, /) -> int:
        """Write it, and take it into the digest."""
        self._digest.update(content)
        return self._file.write(content)

    def flush(self) -> None:
        """Hand on what is held back."""
        self._file.flush()


def write_digested(path: Path, write: Callable[[Digesting], object]) -> str:
    """Put a file in place as a whole, and give its digest. Raises OSError."""
    written: list[Digesting] = []

    def put(file: BinaryIO) -> None:
        written.append(Digesting(file))
        write(written[0])

    replace_written(path, put)
    return written[0].digest


def digest_of_file(path: Path) -> str:
    """The digest of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
