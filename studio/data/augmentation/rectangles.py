"""Rectangles in pictures that are drawn until one fits."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.data.augmentation.chance import Draws, Numbers
from studio.data.augmentation.worker import Drawn, on

ATTEMPTS = 10
"""So often a rectangle is drawn, as torchvision does."""

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rectangles:
    """One for each sample (N,): its upper left corner, height and width in pixels, and whether it fits."""

    top: Whole
    left: Whole
    height: Whole
    width: Whole
    fits: npt.NDArray[np.bool_]

    @classmethod
    def none(cls, count: int) -> Rectangles:
        """None that fits."""
        zeros = np.zeros(count, dtype=np.int64)
        return cls(zeros, zeros, zeros, zeros, np.zeros(count, dtype=np.bool_))

    @classmethod
    def placed(cls, draws: Draws, tall: Numbers, wide: Numbers, height: int, width: int, *, whole: bool) -> Rectangles:
        """Rectangles of these sizes at places drawn evenly; only a `whole` one may be as large as the picture."""
        high, broad = tall.astype(np.int64), wide.astype(np.int64)
        reach = 1 if whole else 0
        fits = (high > 0) & (broad > 0) & (high < height + reach) & (broad < width + reach)
        top = np.floor(draws.uniform() * np.maximum(height - high + 1, 1)).astype(np.int64)
        left = np.floor(draws.uniform() * np.maximum(width - broad + 1, 1)).astype(np.int64)
        return cls(top, left, high, broad, fits)

    def or_else(self, others: Rectangles) -> Rectangles:
        """These, and where one does not fit the other one."""
        pairs = ((getattr(self, field.name), getattr(others, field.name)) for field in fields(self))
        return Rectangles(*(np.where(self.fits, mine, theirs) for mine, theirs in pairs))

    def named(self) -> dict[str, npt.NDArray[Any]]:
        """Corner and size by name."""
        return {name: getattr(self, name) for name in ("top", "left", "height", "width")}


def covered(drawn: Drawn, pictures: Tensor) -> Tensor:
    """Which pixels (N, 1, H, W) lie in the rectangles."""
    top, left, height, width = (on(drawn[name], pictures, 3) for name in ("top", "left", "height", "width"))
    rows = torch.arange(pictures.shape[-2], device=pictures.device)[:, None]
    columns = torch.arange(pictures.shape[-1], device=pictures.device)
    return (rows >= top) & (rows < top + height) & (columns >= left) & (columns < left + width)
