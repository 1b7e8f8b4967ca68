"""What layers that slide a window over one to three axes share: their sizes, and why a window does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from studio.layers.declaration import format_value
from studio.layers.spec import Arrival, Explanation

EXTENTS = {1: "Length", 2: "Height and width", 3: "Depth, height and width"}
UNITS = {1: "steps", 2: "pixels", 3: "voxels"}


def along(axes: int, value: int | None, description: str) -> Any:
    """A field with one size for each axis, or None. `{extent}` and `{unit}` in the description follow from the axes."""
    words = {"extent": EXTENTS[axes], "unit": UNITS[axes], "Unit": UNITS[axes].capitalize()}
    return Field(None if value is None else (value,) * axes, description=description.format(**words))


def too_large(
    arriving: Arrival, kernel_size: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
) -> Explanation | None:
    """(message, remedy) when the window reaches over the padded input along an axis, else None.

    A window covers dilation · (kernel_size - 1) + 1 of the size + 2 · padding pixels (torch.nn.Conv2d, notes).
    """
    sizes = arriving.shape[-len(kernel_size) :]
    covered = tuple(d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True))
    padded = tuple(size + 2 * p for size, p in zip(sizes, padding, strict=True))
    if all(window <= size for window, size in zip(covered, padded, strict=True)):
        return None
    with_padding = f", which padding makes {format_value(padded)}" if any(padding) else ""
    return (
        f"The window of {format_value(covered)} {UNITS[len(covered)]} is larger than the input {arriving}"
        f"{with_padding}.",
        "Make kernel_size smaller, add padding, or shrink the data less in the layers before.",
    )
