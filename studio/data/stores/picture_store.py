"""Pictures that stay files: each is decoded and fitted when it is first asked for, and kept in a cache from then on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from studio.data.cache.keeper import Keeper
from studio.data.errors import DataError
from studio.data.pictures.decode import decode
from studio.data.regular_files import UnreadableError, shown
from studio.data.stores.ahead import read
from studio.data.transforms.levels import to_bytes
from studio.layers import Shape
from studio.text import tr

Stamps = npt.NDArray[np.int64]
"""Of each file (N, 2) the time of its last change in nanoseconds, and its size in bytes."""


TOGETHER = 8


@dataclass(frozen=True, eq=False)
class PictureStore:
    """Picture files as they were when they were listed, with what brings one (1, C, any, any) to `shape`.

    Of bytes, it is rounded to the nearest ones last. `slots` are their numbers in the cache.
    """

    paths: Sequence[str]
    stamps: Stamps
    channels: int
    fitting: nn.Module
    shape: Shape
    dtype: torch.dtype
    slots: npt.NDArray[np.int64]
    keeper: Keeper

    @property
    def together(self) -> int:
        """How many pictures a thread decodes before it takes the next ones."""
        return TOGETHER

    @property
    def nbytes(self) -> int:
        """Bytes that all samples take, were they all decoded."""
        return len(self) * prod(self.shape) * self.dtype.itemsize

    @property
    def device(self) -> torch.device:
        """Where samples are put."""
        return torch.device("cpu")

    def __len__(self) -> int:
        return len(self.paths)

    def take(self, places: Tensor) -> Tensor:
        """The samples at these places, int64 (B,), in this order: (B, *shape). Raises DataError."""
        return read(self, places)

    def between(self, first: int, last: int) -> Tensor:
        """The samples from `first` up to `last` (exclusive), (B, *shape). Raises DataError."""
        return read(self, torch.arange(first, last))

    def to(self, device: torch.device) -> PictureStore:
        """The store itself: batches of it are copied to the device."""
        return self

    def remarks(self) -> list[str]:
        """Sentences about what happened to the cache."""
        return self.keeper.remarks()

    def fill(self, places: Tensor, out: Tensor) -> None:
        """Put the samples at these places, int64 (B,), into `out` (B, *shape). Raises DataError."""
        for place, sample in zip(places.tolist(), out.numpy(), strict=True):
            slot = int(self.slots[place])
            if not self.keeper.read(slot, sample):
                sample[:] = self._decoded(place)
                self.keeper.write(slot, sample)
            elif stamp(self.paths[place]) != tuple(self.stamps[place]):
                self.keeper.tell_of_change(shown(self.paths[place]))

    @torch.no_grad()
    def _decoded(self, place: int) -> npt.NDArray[np.generic]:
        path = self.paths[place]
        try:
            pixels = decode(Path(path), self.channels).pixels
        except UnreadableError as error:
            raise _unreadable(path, error.reason) from None
        if stamp(path) != tuple(self.stamps[place]):
            raise DataError(
                tr("The picture “{path}” was changed since the training began.", path=shown(path)),
                tr("Put it back as it was to go on with the run, or start a new one."),
            )
        fitted: Tensor = self.fitting(torch.from_numpy(pixels)[None])[0]
        return (to_bytes(fitted) if self.dtype == torch.uint8 else fitted).numpy()


def stamp(path: str) -> tuple[int, int]:
    """Time of a file's last change in nanoseconds, and its size in bytes; (0, 0) where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _unreadable(path: str, reason: str) -> DataError:
    return DataError(
        tr("The picture “{path}” cannot be read: {reason}.", path=shown(path), reason=reason),
        tr("Put an intact copy there to go on with the run; without the picture, start a new one."),
    )
