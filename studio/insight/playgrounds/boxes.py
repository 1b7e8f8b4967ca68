"""Parts of detectors, by torchvision's definitions: anchors, intersection over union, suppression of non-maxima.

Boxes are (N, 4): left, top, right, bottom, in pixels, y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


def anchors(sizes: Sequence[float], ratios: Sequence[float], centre: tuple[float, float]) -> Tensor:
    """Boxes (ratios · sizes, 4) around a place, of each ratio height / width those of all sizes.

    Each has about the area of its size squared; sides are rounded to pixels as torchvision's AnchorGenerator does it.
    """
    tall = torch.tensor(ratios, dtype=torch.float32).sqrt()
    wide = 1.0 / tall
    scales = torch.tensor(sizes, dtype=torch.float32)
    widths, heights = (wide[:, None] * scales).flatten(), (tall[:, None] * scales).flatten()
    boxes = (torch.stack([-widths, -heights, widths, heights], dim=1) / 2).round()
    return boxes + torch.tensor([*centre, *centre])


def areas(boxes: Tensor) -> Tensor:
    """Pixels (N,) of boxes."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def overlaps(first: Tensor, second: Tensor) -> Tensor:
    """Pixels (N, M) that boxes (N, 4) and (M, 4) share."""
    lower = torch.max(first[:, None, :2], second[None, :, :2])
    upper = torch.min(first[:, None, 2:], second[None, :, 2:])
    return (upper - lower).clamp(min=0).prod(dim=2)


def intersection_over_union(first: Tensor, second: Tensor) -> Tensor:
    """(N, M) from 0 to 1: what two boxes share, over what they cover together; 0 for two without any area."""
    shared = overlaps(first, second)
    together = areas(first)[:, None] + areas(second)[None] - shared
    return torch.where(together > 0, shared / together, 0.0)


@dataclass(frozen=True)
class Suppressed:
    """Which boxes are kept, the best first, and for each box the one that suppressed it; None for those kept."""

    kept: tuple[int, ...]
    by: tuple[int | None, ...]


def suppress(boxes: Tensor, scores: Tensor, threshold: float) -> Suppressed:
    """Go through boxes from the best on; each takes away those worse whose overlap (IoU) is above the threshold.

    It is compared in float64, so that an overlap of exactly the threshold is not above it.
    """
    shares = intersection_over_union(boxes.double(), boxes.double())
    by: list[int | None] = [None] * len(boxes)
    kept: list[int] = []
    for best in scores.argsort(descending=True, stable=True).tolist():
        if by[best] is not None:
            continue
        kept.append(best)
        for other in range(len(boxes)):
            if other not in kept and by[other] is None and float(shares[best, other]) > threshold:
                by[other] = best
    return Suppressed(tuple(kept), tuple(by))
