"""Samples that stay in a file from which each batch is read, as they are too many for the memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np
import torch
from torch import Tensor, nn

from studio.data.file_rows import FileRows
from studio.data.preparation import led, modules
from studio.data.stores.tensor_store import TensorStore
from studio.data.transforms.levels import levels
from studio.data.transforms.steps import Step
from studio.layers import Shape

PIECE = 2**22
"""Numbers that are put on a device in one piece."""


TOGETHER = 2**16
"""Numbers that a thread reads before it takes the next ones."""


@dataclass(frozen=True, eq=False)
class RowStore:
    """Rows of a file after `steps`, which bring each of them to `shape`."""

    rows: FileRows
    steps: nn.Module
    shape: Shape

    @classmethod
    def of(cls, rows: FileRows, steps: tuple[Step, ...]) -> RowStore:
        """Rows after these steps."""
        return cls(rows, modules(steps), led(rows.shape[1:], steps))

    def then(self, steps: tuple[Step, ...]) -> RowStore:
        """The same after further steps."""
        return replace(self, steps=nn.Sequential(self.steps, modules(steps)), shape=led(self.shape, steps))

    @property
    def dtype(self) -> torch.dtype:
        """Of the numbers that come out."""
        return torch.int64 if self.rows.dtype == np.int64 else torch.float32

    @property
    def together(self) -> int:
        """How many rows a thread reads before it takes the next ones."""
        return max(1, TOGETHER // prod(self.shape))

    @property
    def nbytes(self) -> int:
        """Bytes that all samples take, were they all read."""
        return len(self) * prod(self.shape) * self.dtype.itemsize

    @property
    def device(self) -> torch.device:
        """Where samples are put."""
        return torch.device("cpu")

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: Tensor) -> Tensor:
        """The samples at these places, int64 (B,), in this order: (B, *shape). Raises DataError."""
        return self._at(places)

    def between(self, first: int, last: int) -> Tensor:
        """The samples from `first` up to `last` (exclusive), (B, *shape). Raises DataError."""
        return self._at(torch.arange(first, last))

    def to(self, device: torch.device) -> RowStore | TensorStore:
        """All samples on a device that has room for them; from a processor's memory they stay away."""
        if device.type == "cpu":
            return self
        held = torch.empty(len(self), *self.shape, dtype=self.dtype, device=device)
        step = max(1, PIECE // prod(self.shape))
        for first in range(0, len(self), step):
            last = min(first + step, len(self))
            held[first:last] = self.between(first, last)
        return TensorStore(held)

    def remarks(self) -> list[str]:
        """Nothing goes otherwise than planned without an error."""
        return []

    def fill(self, places: Tensor, out: Tensor) -> None:
        """Put the samples at these places, int64 (B,), into `out` (B, *shape). Raises DataError."""
        out.copy_(self._at(places))

    @torch.no_grad()
    def _at(self, places: Tensor) -> Tensor:
        found: Tensor = self.steps(levels(torch.from_numpy(self.rows.read(places.numpy()))))
        return found
