"""Fits pictures to what a network takes: number of channels, height and width, or a flat row of numbers."""

from __future__ import annotations

from collections.abc import Collection
from math import prod

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from studio.data.errors import DataError
from studio.data.samples import Check, Samples
from studio.layers import Shape, format_shape

CHUNK = 1024
"""Pictures worked on at a time, so that intermediate copies stay small."""

LUMA = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in brightness (ITU-R BT.601, as Pillow has them)."""

CHANNELS = {1: "grey", 3: "colour"}


def picture_shape(original: Shape, shape: Shape) -> Shape:
    """The (C, H, W) that pictures are brought to for an Input of this shape.

    A flat Input takes pictures whose numbers are just as many. Raises DataError for any other Input.
    """
    if len(shape) == 3 and shape[0] in CHANNELS:
        return shape
    if len(shape) == 3:
        raise DataError(
            f"The Input's shape {format_shape(shape)} has {shape[0]} channels; pictures have 1 (grey) or 3 (colour).",
            f"Set the Input's shape to {format_shape((original[0], *shape[1:]))}.",
        )
    flat = [(channels, *original[1:]) for channels in CHANNELS]
    for candidate in flat:
        if shape == (prod(candidate),):
            return candidate
    raise DataError(
        f"The Input's shape {format_shape(shape)} cannot take the pictures, which are {format_shape(original)}.",
        f"Set the Input's shape to {format_shape(original)}, or to ({prod(original)}) for a flat row of numbers.",
    )


def fit(samples: Samples, target: Shape, check: Check) -> Tensor:
    """The pictures as float32 (N, C, H, W) in [0, 1] with the channels, height and width of `target`."""
    fitted = torch.empty(len(samples), *target)
    for start in range(0, len(samples), CHUNK):
        check()
        fitted[start : start + CHUNK] = _fit_chunk(samples.inputs[start : start + CHUNK], target)
    return fitted


def _fit_chunk(images: npt.NDArray[np.uint8] | npt.NDArray[np.float32], target: Shape) -> Tensor:
    values = torch.from_numpy(np.array(images, dtype=np.float32))
    if images.dtype == np.uint8:
        values /= 255.0
    if values.shape[1] == 3 and target[0] == 1:
        values = (values * torch.tensor(LUMA).reshape(1, 3, 1, 1)).sum(dim=1, keepdim=True)
    if tuple(values.shape[2:]) != target[1:]:
        values = interpolate(values, size=target[1:], mode="bilinear", antialias=True).clamp_(0.0, 1.0)
    return values.expand(-1, target[0], -1, -1)


def changes(originals: Collection[Shape], target: Shape) -> str:
    """What fitting does to pictures of these shapes, as a sentence; "" when nothing."""
    done = []
    if sizes := {original[1:] for original in originals if original[1:] != target[1:]}:
        height, width = target[1:]
        one = len(sizes) == 1 and len({original[1:] for original in originals}) == 1
        came = "×".join(map(str, next(iter(sizes)))) if one else "various sizes"
        done.append(f"scaled from {came} to {height}×{width}")
    if any(original[0] != target[0] for original in originals):
        done.append(f"turned to {CHANNELS[target[0]]}")
    return f"The pictures are {' and '.join(done)} to fit the Input." if done else ""
