"""Noise that depends on nothing but a key for each sample and the place of a number in it."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from studio.layers import Shape

_LOW = 0xFFFF


def bell_curve(keys: Tensor, shape: Shape) -> Tensor:
    """Numbers (N, *shape) of mean 0 and deviation 1 for keys (N,) of 31 bits, the same on all devices but for rounding.

    Each place is hashed (Wellons: Prospecting for hash functions, 2018); halves of 16 bits make two numbers
    (Box and Muller, 1958).
    """
    count = math.prod(shape)
    pairs = -(-count // 2)
    places = torch.arange(pairs, dtype=torch.int64, device=keys.device)
    found = torch.empty(len(keys), 2 * pairs, device=keys.device)
    # A few samples at a time, so that the numbers in between stay in the cache of a processor.
    piece = 1 if keys.device.type == "cpu" else len(keys)
    for first in range(0, len(keys), max(piece, 1)):
        bits = _hashed(places + keys[first : first + piece, None])
        length = ((bits & _LOW).float() + 0.5).div_(_LOW + 1).log_().mul_(-2.0).sqrt_()
        angle = (bits >> 16).float().mul_(2 * math.pi / (_LOW + 1))
        found[first : first + piece, :pairs] = length * angle.cos()
        found[first : first + piece, pairs:] = length * angle.sin()
    return found[:, :count].reshape(len(keys), *shape)


def _hashed(values: Tensor) -> Tensor:
    """Whole numbers mixed to 32 bits each, as int64."""
    values = values & 0xFFFFFFFF
    values = ((values ^ (values >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    values = ((values ^ (values >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return values ^ (values >> 16)
