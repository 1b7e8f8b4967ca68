"""A cache that may fail: reading goes on without it, and what happened is told once."""

from __future__ import annotations

import errno
from typing import Any

import numpy.typing as npt

from studio.data.cache.folder import Opened
from studio.files import cause
from studio.text import tr

MOST_TOLD = 5
"""So many files that were changed are told."""


class Keeper:
    """Keeps decoded samples for the next time, as long as the disk takes them. Any thread may use it."""

    def __init__(self, room: Opened | None, remark: str = "") -> None:
        self._reads = self._writes = None if room is None else room.slots
        self._room = room
        self._remarks = [remark] if remark else []
        self._changed: set[str] = set()

    def read(self, slot: int, out: npt.NDArray[Any]) -> bool:
        """Fill `out` with a sample that was kept; False where it was not, or cannot be read any more."""
        if self._reads is None:
            return False
        try:
            return self._reads.read(slot, out) or self._taken_over(slot, out)
        except OSError as error:
            self._reads = None
            self._tell(tr("The cache of decoded samples cannot be read ({reason}).", reason=cause(error)))
            return False

    def _taken_over(self, slot: int, out: npt.NDArray[Any]) -> bool:
        """Keep a sample that an earlier cache has; False where none does."""
        room = self._room
        if room is None or room.earlier is None or room.places is None or room.places[slot] < 0:
            return False
        is_there = room.earlier.read(int(room.places[slot]), out)
        if is_there:
            self.write(slot, out)
        return is_there

    def write(self, slot: int, sample: npt.NDArray[Any]) -> None:
        """Keep a sample."""
        slots = self._writes
        if slots is None:
            return
        try:
            slots.write(slot, sample)
        except OSError as error:
            if self._writes is None:
                return
            self._writes = None
            self._tell(refused(error))

    def tell_of_change(self, path: str) -> None:
        """Say, of a few files, that one is not what it was when its sample was kept."""
        if path not in self._changed and len(self._changed) < MOST_TOLD:
            self._changed.add(path)
            self._tell(
                tr(
                    "“{path}” was changed or removed since the training began, which goes on with what was read of it "
                    "before.",
                    path=path,
                )
            )

    def remarks(self) -> list[str]:
        """What happened since the last time, in sentences."""
        told, self._remarks = self._remarks, []
        return told

    def _tell(self, what: str) -> None:
        self._remarks.append(what)


def refused(error: OSError) -> str:
    """Says that samples cannot be kept, and what that means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return tr(
            "The disk under the cache of decoded samples is full: the training goes on without it, and decodes what "
            "is not in it anew in every epoch."
        )
    return tr(
        "The cache of decoded samples cannot be written ({reason}): the training goes on without it, and decodes what "
        "is not in it anew in every epoch.",
        reason=cause(error),
    )
