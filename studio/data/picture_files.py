"""Pictures that stay files until they are asked for: a folder of them is larger than what a network takes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.data.decode import decode
from studio.layers import Shape


@dataclass(frozen=True, eq=False)
class Seen:
    """What was found out about a picture file when it was read: its own (C, H, W), and a digest of its content."""

    shape: Shape
    digest: bytes


@dataclass(frozen=True, eq=False)
class PictureFiles:
    """Picture files, brought to one number of channels as they are decoded; `seen` is shared by parts of them."""

    paths: npt.NDArray[np.object_]
    channels: int
    seen: dict[Path, Seen] = field(default_factory=dict)

    @classmethod
    def of(cls, paths: Iterable[Path], channels: int) -> PictureFiles:
        """These files, in this order."""
        listed = list(paths)
        array = np.empty(len(listed), dtype=object)
        array[:] = listed
        return cls(array, channels)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, places: npt.NDArray[np.int64] | slice) -> PictureFiles:
        return PictureFiles(self.paths[places], self.channels, self.seen)

    def with_channels(self, channels: int) -> PictureFiles:
        """The same files, brought to another number of channels."""
        return PictureFiles(self.paths, channels, self.seen)

    def picture(self, place: int) -> Tensor:
        """A picture as float32 (C, H, W) in [0, 1], at its own height and width. Raises DataError."""
        path = self.paths[place]
        pixels, original, digest = decode(path, self.channels)
        self.seen[path] = Seen(original, digest)
        return torch.from_numpy(pixels)

    def digests(self) -> Iterable[bytes]:
        """The digest of each file, once all have been read."""
        return (self.seen[path].digest for path in self.paths)
