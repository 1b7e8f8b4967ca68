"""The numbers of a tensor as they are told: how they lie, and the first of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

MOST_VALUES = 1_000
"""So many numbers of a tensor are told one by one."""

PART = 1 << 20
"""So many numbers are brought to float64 at a time, as the weights of a large layer would not fit twice."""


@dataclass(frozen=True)
class Numbers:
    """How the numbers of a tensor lie, with the first `MOST_VALUES` of them in the order of memory (last axis first).

    `std` is the deviation of these very numbers, not an estimate of a larger whole's: 0 of a single number.
    """

    shape: tuple[int, ...]
    mean: float
    std: float
    min: float
    max: float
    values: tuple[float, ...]

    @classmethod
    def of(cls, tensor: Tensor) -> Numbers:
        """The numbers of a tensor that is not empty."""
        flat = tensor.detach().reshape(-1)
        mean, std = _mean_and_deviation(flat)
        low, high = torch.aminmax(flat)
        told = flat[:MOST_VALUES]
        values = (told if told.is_floating_point() else told.long()).tolist()
        return cls(tuple(tensor.shape), mean, std, float(low), float(high), tuple(values))

    def to_json(self) -> dict[str, object]:
        """The same as JSON has it."""
        return {
            "shape": list(self.shape),
            "mean": in_json(self.mean),
            "std": in_json(self.std),
            "min": in_json(self.min),
            "max": in_json(self.max),
            "values": [in_json(value) for value in self.values],
        }


def in_json(value: float) -> float | str:
    """A number as JSON has it. NaN and infinity, which it has not, are `"NaN"`, `"Infinity"` and `"-Infinity"`."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _mean_and_deviation(flat: Tensor) -> tuple[float, float]:
    """Of numbers (n,), worked out in float64."""
    mean = float(flat.sum(dtype=torch.float64)) / len(flat)
    squares = sum(float((part.double() - mean).square().sum()) for part in flat.split(PART))
    return mean, math.sqrt(squares / len(flat)) if math.isfinite(squares) else math.nan
