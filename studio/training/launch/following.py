"""The events of a run that another process trains, as they are written into its folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from studio.training.events import Event
from studio.training.runs.history import sound_event
from studio.training.runs.layout import EVENTS


class EventTail:
    """Reads a file of events on from where it was left, as far as whole lines go.

    A training that goes on replaces the file by its first events, up to the checkpoint; it is read anew then, without
    its first `skipped` ones.
    """

    def __init__(self, folder: Path, *, skipped: int = 0, at_end: bool = False) -> None:
        """`at_end` leaves out what is in the file now. Raises OSError."""
        self._path = folder / EVENTS
        self._skipped = self._left_out = skipped
        self._file: BinaryIO | None = None
        self._rest = b""
        if at_end and self._open():
            assert self._file is not None
            self._file.seek(0, os.SEEK_END)
            self._left_out = 0

    def read(self) -> Iterator[Event]:
        """The events that are new. Raises OSError."""
        if self._is_replaced():
            self.close()
        if self._file is None and not self._open():
            return
        assert self._file is not None
        *lines, self._rest = (self._rest + self._file.read()).split(b"\n")
        for event in chain.from_iterable(map(sound_event, lines)):
            if self._left_out:
                self._left_out -= 1
            else:
                yield event

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> bool:
        """Begin at the first event, if there is a file."""
        if not self._path.is_file():
            return False
        self._file, self._rest, self._left_out = self._path.open("rb"), b"", self._skipped
        return True

    def _is_replaced(self) -> bool:
        """Whether another file stands there now, or less than was read."""
        if self._file is None:
            return False
        mine = os.fstat(self._file.fileno())
        try:
            now = os.stat(self._path)
        except FileNotFoundError:
            return True
        return (mine.st_dev, mine.st_ino) != (now.st_dev, now.st_ino) or now.st_size < self._file.tell()


def follow(tail: EventTail, is_over: Callable[[], bool]) -> Iterator[Event]:
    """The events as they come, until `is_over`, which may wait a moment, says that none will. Raises OSError."""
    try:
        over = False
        while not over:
            over = is_over()  # asked first, so that what was written before the end is still read
            yield from tail.read()
    finally:
        tail.close()
