"""Samples that are held in memory, or on the device that computes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from studio.layers import Shape


@dataclass(frozen=True, eq=False)
class TensorStore:
    """All samples as one tensor (N, *shape)."""

    samples: Tensor

    @property
    def shape(self) -> Shape:
        """The shape of one sample."""
        return tuple(self.samples.shape[1:])

    @property
    def dtype(self) -> torch.dtype:
        """Of the numbers that are held."""
        return self.samples.dtype

    @property
    def nbytes(self) -> int:
        """Bytes that all samples take."""
        return self.samples.nbytes

    @property
    def device(self) -> torch.device:
        """Where they are held."""
        return self.samples.device

    def __len__(self) -> int:
        return len(self.samples)

    def take(self, places: Tensor) -> Tensor:
        """The samples at these places, int64 (B,) on the store's device, in this order: (B, *shape)."""
        return self.samples.index_select(0, places)

    def between(self, first: int, last: int) -> Tensor:
        """The samples from `first` up to `last` (exclusive), (B, *shape): a part of what is held, not to be changed."""
        return self.samples[first:last]

    def to(self, device: torch.device) -> TensorStore:
        """The same samples held on a device."""
        return TensorStore(self.samples.to(device))
