"""A file that is read and written at any place, by several threads and processes at once."""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


class PositionedFile:
    """An open file, made where there is none unless it is only read. It is not mapped into memory: a full disk, or a
    file that someone else cuts short, then raises an error, and does not end the process.
    """

    def __init__(self, path: Path, *, only_read: bool = False) -> None:
        access = os.O_RDONLY if only_read else os.O_RDWR | os.O_CREAT
        self._file = os.open(path, access | getattr(os, "O_BINARY", 0), 0o666)
        self._turn = threading.Lock()

    def read_into(self, out: memoryview, place: int) -> bool:
        """Fill `out` with what lies at this place; False where the file is shorter. Raises OSError."""
        if hasattr(os, "preadv"):
            return os.preadv(self._file, [out], place) == len(out)
        with self._turn:
            os.lseek(self._file, place, os.SEEK_SET)
            found = os.read(self._file, len(out))
        out[: len(found)] = found
        return len(found) == len(out)

    def write(self, content: bytes | memoryview, place: int) -> None:
        """Put all of it at this place. Raises OSError."""
        if hasattr(os, "pwrite"):
            written = os.pwrite(self._file, content, place)
        else:
            with self._turn:
                os.lseek(self._file, place, os.SEEK_SET)
                written = os.write(self._file, content)
        if written < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def size(self) -> int:
        """Bytes in it."""
        return os.fstat(self._file).st_size

    def changed(self) -> int:
        """When it was changed last, in nanoseconds since 1970."""
        return os.fstat(self._file).st_mtime_ns

    def is_at(self, path: Path) -> bool:
        """Whether this file is still the one at that path."""
        try:
            return os.path.samestat(os.fstat(self._file), os.stat(path))
        except OSError:
            return False

    def hold(self, *, alone: bool = False) -> bool:
        """Show others that it is in use, where the system has such locks; False where they are in the way."""
        if fcntl is None:
            return True
        try:
            fcntl.flock(self._file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Close it; nothing is lost where it is closed already."""
        with suppress(OSError):
            os.close(self._file)
