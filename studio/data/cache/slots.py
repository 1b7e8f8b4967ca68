"""Samples of one size in a file, each in a slot of its own, whole however a process that writes them ends.

A checksum for each slot is written after its bytes and compared when they are read first, so what was broken off by a
kill, a power cut or a full disk counts as not there. Several processes may fill the same slots: they write the same.
"""

from __future__ import annotations

import sys
import weakref
from math import prod
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from studio.data.cache.positioned import PositionedFile
from studio.layers import Shape

SAMPLES, SUMS = "samples", "sums"
"""Names of the files in the folder of a cache."""

SUM_BYTES = 4


class Slots:
    """Room for `count` samples of one shape in a folder that is there. Raises OSError where it cannot be used."""

    def __init__(self, folder: Path, count: int, shape: Shape, dtype: np.dtype[np.generic]) -> None:
        self.folder, self.count = folder, count
        self._bytes = prod(shape) * dtype.itemsize
        self._sums_file = PositionedFile(folder / SUMS)
        self._samples = PositionedFile(folder / SAMPLES)
        self.close = weakref.finalize(self, _close, self._sums_file, self._samples)
        self._sums = np.zeros(count, np.uint32)
        self._read = np.zeros(count, bool)
        if self._sums_file.size() >= count * SUM_BYTES:
            self._sums_file.read_into(self._sums.data.cast("B"), 0)

    def hold(self) -> bool:
        """Keep others from removing the files; False where they are about to, or have done so."""
        return self._sums_file.hold() and self._sums_file.is_at(self.folder / SUMS)

    def read(self, slot: int, out: npt.NDArray[np.generic]) -> bool:
        """Fill `out` (contiguous, of the slots' shape and kind) with a sample; False where it is not there.

        Raises OSError where the disk fails.
        """
        if slot >= self.count or not self._sum(slot):
            return False
        view = out.data.cast("B")
        if not self._samples.read_into(view, slot * self._bytes):
            return False
        if not self._read[slot]:
            if checksum(view) != self._sums[slot]:
                self._sums[slot] = 0
                return False
            self._read[slot] = True
        return True

    def write(self, slot: int, sample: npt.NDArray[np.generic]) -> None:
        """Keep a sample (contiguous). Raises OSError, as on a full disk."""
        if slot >= self.count:
            return
        view = sample.data.cast("B")
        found = checksum(view)
        self._samples.write(view, slot * self._bytes)
        self._sums_file.write(found.to_bytes(SUM_BYTES, sys.byteorder), slot * SUM_BYTES)
        self._sums[slot], self._read[slot] = found, True

    def _sum(self, slot: int) -> int:
        """The checksum of a slot, 0 where nothing is in it; another process may have filled it meanwhile."""
        if not self._sums[slot]:
            here = self._sums[slot : slot + 1]
            self._sums_file.read_into(here.data.cast("B"), slot * SUM_BYTES)
        return int(self._sums[slot])


def checksum(content: memoryview) -> int:
    """CRC-32 of a sample, never 0."""
    return crc32(content) or 1


def _close(*files: PositionedFile) -> None:
    for file in files:
        file.close()
