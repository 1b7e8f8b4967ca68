"""What of a node's numbers fits on its card: maps side by side, bars, or the numbers themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from torch import Tensor

MOST_MAPS = 6
"""Maps of a picture that stand side by side."""

MOST_BARS = 64
MOST_NUMBERS = 4
"""So few numbers are written out."""

SIDE = 64
"""Pixels that a map has at most along its longer side; larger ones are seen at a part of their places."""

GAP = 1
"""Empty columns between two maps."""


@dataclass(frozen=True, eq=False)
class Strip:
    """Numbers as a card shows them; `shape` is theirs without the batch, `low` to `high` their range.

    `grey` has maps side by side, (height, width) from 0 for the lowest number to 255 for the highest, and `clear` is
    False in the columns between them; or None. `bars` are numbers one by one, () where maps stand for them; `shown` of
    `count` maps or numbers are there; maps stand in rows of `columns`, and each `step`th of their places is seen.
    What is not finite is 0 in maps, and told by `is_finite`.
    """

    shape: tuple[int, ...]
    low: float
    high: float
    mean: float
    std: float
    shown: int
    count: int
    grey: npt.NDArray[np.uint8] | None = None
    clear: npt.NDArray[np.bool_] | None = None
    step: int = 1
    columns: int = 0
    bars: tuple[float, ...] = ()
    is_finite: bool = True

    @property
    def are_written(self) -> bool:
        """Whether there are so few numbers that they are written out."""
        return 0 < len(self.bars) <= MOST_NUMBERS


def strip(tensor: Tensor, most: int = MOST_MAPS, side: int = SIDE, columns: int = MOST_MAPS) -> Strip:
    """The strip of what a node gives for one sample, without the batch: (C, H, W), (L, D), (C, H, W, D) or (N,)."""
    # numpy, as parallel operations of torch beside a training would slow it down.
    numbers = tensor.detach().numpy().astype(np.float32, copy=False)
    finite = np.isfinite(numbers)
    sound = numbers if finite.all() else numbers[finite]
    exact = sound.astype(np.float64) if sound.size else np.zeros(1)
    low, high = float(exact.min()), float(exact.max())
    told = (numbers.shape, low, high, float(exact.mean()), float(exact.std()))
    maps = as_maps(numbers)
    if maps is None:
        flat = numbers.reshape(-1)
        bars = tuple(map(float, flat[:MOST_BARS]))
        return Strip(*told, len(bars), flat.size, bars=bars, is_finite=bool(finite.all()))
    shown, step = maps[:most], max(1, math.ceil(max(maps.shape[1:]) / side))
    columns = min(columns, len(shown))
    grey, clear = _in_rows(shown[:, ::step, ::step], low, high, columns)
    return Strip(*told, len(shown), len(maps), grey, clear, step, columns, is_finite=bool(finite.all()))


def as_maps(numbers: npt.NDArray[np.float32]) -> npt.NDArray[np.float32] | None:
    """Numbers as maps (N, H, W); None for a row of them."""
    if numbers.ndim < 2 or numbers.size == max(numbers.shape):
        return None
    if numbers.ndim == 2:
        return numbers[np.newaxis]
    return numbers.reshape(-1, *numbers.shape[-2:])


def _in_rows(
    maps: npt.NDArray[np.float32], low: float, high: float, columns: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    spread = (high - low) or 1.0
    sound = np.nan_to_num(maps, nan=low, posinf=high, neginf=low)
    levels = np.clip((sound - low) / spread * 255, 0, 255).astype(np.uint8)
    count, height, width = levels.shape
    rows = math.ceil(count / columns)
    grey = np.zeros((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), np.uint8)
    clear = np.zeros(grey.shape, np.bool_)
    for place, level in enumerate(levels):
        top, left = place // columns * (height + GAP), place % columns * (width + GAP)
        grey[top : top + height, left : left + width] = level
        clear[top : top + height, left : left + width] = True
    return grey, clear
