"""Opens files that a person names or a folder holds, without ever waiting for a pipe or a device."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO

from studio.formatting.shortened import LONGEST_PATH, shortened
from studio.text import Text, tr


class UnreadableError(Exception):
    """A file is not read; `reason` says why, as the rest of a sentence about it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_regular(path: Path) -> IO[bytes]:
    """A regular file, open to be read. Raises UnreadableError for anything else that lies there."""
    try:
        # A pipe is opened without waiting for one who writes, and found out to be one.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise UnreadableError(failure(error)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError(tr("it is no file"))
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path, limit: int) -> bytes:
    """All of a regular file of at most `limit` bytes. Raises UnreadableError."""
    with open_regular(path) as file:
        try:
            content = file.read(limit + 1)
        except OSError as error:
            raise UnreadableError(failure(error)) from None
    if len(content) > limit:
        raise UnreadableError(tr("it is larger than {size} MiB", size=limit // 2**20))
    return content


def failure(error: Exception) -> Text | str:
    """Why the system does not open or read something, as the rest of a sentence."""
    if isinstance(error, FileNotFoundError):
        return tr("it is not there any more")
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def shown(path: Path | str) -> str:
    """A path as it is written for people; bytes of a name that are no text are written out, endless paths cut."""
    return shortened(os.fsencode(path).decode("utf-8", "backslashreplace"), LONGEST_PATH)
