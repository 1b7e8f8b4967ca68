"""Brings masks to the height and width that the steps of a preparation give their pictures: the place where targets of
pixels are made."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from studio.data.pictures.masks import MaskFiles
from studio.data.samples import Check
from studio.data.transforms.fitting import fill
from studio.data.transforms.framing import Crop, Pad, ResizeShorter, ToPadded, shorter
from studio.data.transforms.steps import Bytes, Colour, Grey, Normalize, Reshape, Resize, Scale, Step

STAYING = (Grey, Colour, Bytes, Normalize, Scale, Reshape)
"""Steps that leave pixels at their places; after them nothing moves any more."""


def followed(step: Step) -> nn.Module | None:
    """How masks (N, 1, H, W), float32 class numbers, follow a step of their pictures; None where they stay.

    No class is blended with another. Raises TypeError for a step of which that is not known.
    """
    if isinstance(step, Resize):
        return ToSizeOfClasses(step.height, step.width)
    if isinstance(step, ResizeShorter):
        return ToShorterOfClasses(step.size)
    if isinstance(step, Pad):
        # What is beyond the edges is the first class, whatever the brightness there.
        return ToPadded(step.edges, step.mode, 0.0)
    if isinstance(step, Crop):
        return step.module()
    if isinstance(step, STAYING):
        return None
    raise TypeError(step)


class ToSizeOfClasses(nn.Module):
    """Classes of pixels at one height and width: at each place that of the nearest pixel."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        self.height, self.width = height, width

    def forward(self, classes: Tensor) -> Tensor:
        return interpolate(classes, size=(self.height, self.width), mode="nearest-exact")


class ToShorterOfClasses(nn.Module):
    """Classes of pixels whose shorter side is given: at each place that of the nearest pixel."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, classes: Tensor) -> Tensor:
        height, width = classes.shape[-2:]
        return interpolate(classes, size=shorter(height, width, self.size), mode="nearest-exact")


def following(steps: Sequence[Step]) -> nn.Module:
    """How masks (N, 1, H, W), float32 class numbers, follow steps of their pictures."""
    return nn.Sequential(*filter(None, map(followed, steps)))


def fit_masks(masks: MaskFiles, steps: Sequence[Step], size: Sequence[int], check: Check) -> Tensor:
    """The classes of pixels (N, H, W), uint8, after such steps, which lead to this height and width.

    What cannot be read is noted with the masks.
    """
    follow = following(steps)
    fitted = torch.zeros(len(masks), *size, dtype=torch.uint8)

    @torch.no_grad()
    def place(index: int) -> None:
        mask = masks.mask(index)
        if mask is not None:
            fitted[index] = follow(mask[None, None].float())[0, 0].to(torch.uint8)

    fill(place, len(masks), check)
    return fitted
