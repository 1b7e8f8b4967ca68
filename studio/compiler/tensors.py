"""What is known of a tensor before there is one: its sizes without the batch, and its type."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from studio.layers import Shape

ITEM_BYTES = {"float32": 4, "int64": 8, "bool": 1}


class TensorSpec(NamedTuple):
    """Shape of one sample and the torch name of its type (`float32`)."""

    shape: Shape
    dtype: str = "float32"

    @property
    def bytes(self) -> int:
        """Memory of one sample in bytes."""
        return prod(self.shape) * ITEM_BYTES.get(self.dtype, 4)
