"""Samples of a slow store on the device that computes, where they stay once they were read."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.data.stores.store import SlowStore


class Resident:
    """Room for all samples of a store on a device, filled batch by batch as they are read for the first time."""

    def __init__(self, store: SlowStore, device: torch.device) -> None:
        self._samples = torch.empty(len(store), *store.shape, dtype=store.dtype, device=device)
        self._missing = torch.ones(len(store), dtype=torch.bool)
        self._left = len(store)

    @property
    def is_complete(self) -> bool:
        """Whether all samples are there, so that nothing has to be read any more."""
        return self._left == 0

    def put(self, places: Tensor, samples: Tensor) -> None:
        """Keep the samples (B, *shape), on the device, of these places, int64 (B,) in main memory."""
        self._samples.index_copy_(0, places.to(samples.device), samples)
        self._missing[places] = False
        self._left = int(self._missing.sum())

    def take(self, places: Tensor) -> Tensor:
        """The samples at these places, int64 (B,) in main memory, which have to be there: (B, *shape) on the device."""
        return self._samples.index_select(0, places.to(self._samples.device))
