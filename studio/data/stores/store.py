"""What every store of samples can do."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from studio.layers import Shape


class Store(Protocol):
    """Samples by their places, wherever they are held. What comes out of it belongs to nobody else to change.

    Pictures are uint8, whose 255 stands for 1, or float32 in [0, 1]; other samples float32, or int64 tokens.
    """

    @property
    def shape(self) -> Shape:
        """The shape of one sample."""

    @property
    def dtype(self) -> torch.dtype:
        """Of the numbers that are held."""

    @property
    def nbytes(self) -> int:
        """Bytes that all samples take."""

    @property
    def device(self) -> torch.device:
        """Where `take` has its places, and puts the samples."""

    def __len__(self) -> int: ...

    def take(self, places: Tensor) -> Tensor:
        """The samples at these places, int64 (B,) on the device, in this order: (B, *shape). Raises DataError."""

    def between(self, first: int, last: int) -> Tensor:
        """The samples from `first` up to `last` (exclusive), (B, *shape), not to be changed. Raises DataError."""

    def to(self, device: torch.device) -> Store:
        """The same samples held on a device, for a store that can be."""


@runtime_checkable
class SlowStore(Store, Protocol):
    """A store whose samples are read from a disk when they are asked for, so that it is worth to do so ahead."""

    @property
    def together(self) -> int:
        """How many samples a thread reads before it takes the next ones."""

    def fill(self, places: Tensor, out: Tensor) -> None:
        """Put the samples at these places, int64 (B,), into `out` (B, *shape), contiguous and of the store's dtype.

        Any thread may call it, several at once. Raises DataError.
        """

    def remarks(self) -> list[str]:
        """Sentences about what went otherwise than planned since the last time, but keeps nobody from going on."""
