"""What bytes of pictures stand for."""

from __future__ import annotations

import torch
from torch import Tensor

WHITE = 255.0
"""The byte that stands for 1."""


def levels(samples: Tensor) -> Tensor:
    """Bytes of pictures as float32 in [0, 1]; what is no bytes stays as it is."""
    return samples.to(torch.float32).div_(WHITE) if samples.dtype == torch.uint8 else samples


def to_bytes(pictures: Tensor) -> Tensor:
    """Pictures in [0, 1] as bytes, each number as the nearest level."""
    return (pictures * WHITE).round_().to(torch.uint8)
