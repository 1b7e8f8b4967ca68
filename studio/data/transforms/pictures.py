"""Fits pictures to what a network takes: number of channels, height and width, or a flat row of numbers."""

from __future__ import annotations

from collections.abc import Collection
from math import prod

from studio.data.errors import DataError
from studio.layers import Shape, format_shape

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
