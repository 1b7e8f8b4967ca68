"""Decodes recordings to one rate and one length: into memory, or once into a file of the cache."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.data.cache.made_once import made_once
from studio.data.cache.positioned import PositionedFile
from studio.data.concurrent import each
from studio.data.file_rows import PIECE, FileRows, RowFile
from studio.data.folders.existing import FileStamp
from studio.data.memory import NUMBER_BYTES, check_memory, is_large
from studio.data.recordings.failures import unreadable
from studio.data.recordings.files import Header, waveform
from studio.data.regular_files import UnreadableError
from studio.data.samples import Check
from studio.layers import Shape
from studio.text import tr

VERSION = 1
"""Goes up when recordings would be decoded in another way."""

ROWS = "rows"

Waves = npt.NDArray[np.float32]
"""Recordings (N, C, L)."""


@dataclass(frozen=True)
class Decoding:
    """What recordings are brought to: a rate in Hz and a length, and the channels that their `headers` tell."""

    headers: Mapping[Path, Header]
    rate: int
    length: int

    @property
    def shape(self) -> Shape:
        """That of a sample (C, L)."""
        return (next(iter(self.headers.values())).channels, self.length)

    def is_large(self, count: int) -> bool:
        """Whether so many recordings have too many numbers for the memory."""
        return is_large(count * prod(self.shape))

    def held(self, recordings: Sequence[Path], check: Check) -> Waves:
        """Recordings in memory. Raises DataError where they are too many, or some cannot be decoded."""
        check_memory(
            len(recordings) * prod(self.shape) * NUMBER_BYTES, self._told(len(recordings)),
            tr("Choose a smaller length or sampling rate in the data settings, or fewer recordings."),
        )  # fmt: skip
        failures: dict[Path, str] = {}
        found = self._decoded(recordings, check, failures)
        if failures:
            raise unreadable(failures)
        return found

    def kept(self, stamps: Sequence[FileStamp], folder: str, check: Check) -> FileRows:
        """Recordings of a folder in a file of the cache, decoded where they are not yet there. Raises DataError."""
        digest = blake2b(repr(stamps).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        about = {
            "version": VERSION,
            "of": os.path.abspath(os.path.expanduser(folder)),
            "recordings": [*self.shape, self.rate, digest],
        }
        paths = [Path(stamp[0]) for stamp in stamps]
        together = max(1, PIECE // prod(self.shape))

        def make(into: Path) -> None:
            failures: dict[Path, str] = {}
            with (into / ROWS).open("wb") as file:
                for start in range(0, len(paths), together):
                    file.write(self._decoded(paths[start : start + together], check, failures).data)
            if failures:
                raise unreadable(failures)

        def read(kept: Path, held: PositionedFile) -> RowFile:
            return RowFile(kept / ROWS, 0, len(paths), self.shape, np.dtype(np.float32), held=held)

        size = len(paths) * prod(self.shape) * NUMBER_BYTES
        return FileRows(made_once(self._told(len(paths)), about, size, make, read))

    def _told(self, count: int) -> str:
        channels, length = self.shape
        return tr("{count} recordings of {channels} × {length} numbers",
                  count=f"{count:,}", channels=channels, length=f"{length:,}")  # fmt: skip

    def _decoded(self, recordings: Sequence[Path], check: Check, failures: dict[Path, str]) -> Waves:
        """Recordings (N, C, L); why some cannot be decoded is put into `failures`."""
        inputs = np.zeros((len(recordings), *self.shape), dtype=np.float32)

        def place(at: int) -> None:
            path = recordings[at]
            try:
                inputs[at] = waveform(path, self.headers[path], self.rate, self.length)
            except UnreadableError as error:
                failures[path] = error.reason

        for _ in each(place, range(len(recordings)), check):
            pass
        return inputs
