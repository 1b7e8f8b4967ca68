"""What layers that slide a window over one to three axes share: their sizes, and why a window does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.spec import Arrival, Explanation
from studio.text import tr

EXTENTS = {1: tr("Length"), 2: tr("Height and width"), 3: tr("Depth, height and width")}
UNITS = {1: tr("steps"), 2: tr("pixels"), 3: tr("voxels")}
CAPITAL_UNITS = {1: tr("Steps"), 2: tr("Pixels"), 3: tr("Voxels")}

_REMEDY = "Make kernel_size smaller, add padding, or shrink the data less in the layers before."
KERNEL_TOO_LARGE = Kind("kernel-too-large", "The window of {window} {unit} is larger than the input {input}.", _REMEDY)
KERNEL_TOO_LARGE_PADDED = Kind(
    "padded-kernel-too-large",
    "The window of {window} {unit} is larger than the input {input}, which padding makes {padded}.",
    _REMEDY,
)


def along(axes: int, value: int | None, description: str) -> Any:
    """A field with one size for each axis, or None. `{extent}` and `{unit}` in the description follow from the axes."""
    told = tr(description, extent=EXTENTS[axes], unit=UNITS[axes], Unit=CAPITAL_UNITS[axes])
    return Field(None if value is None else (value,) * axes, description=told)


def too_large(
    arriving: Arrival, kernel_size: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
) -> Explanation | None:
    """What to say when the window reaches over the padded input along an axis, else None.

    A window covers dilation · (kernel_size - 1) + 1 of the size + 2 · padding pixels (torch.nn.Conv2d, notes).
    """
    sizes = arriving.shape[-len(kernel_size) :]
    covered = tuple(d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True))
    padded = tuple(size + 2 * p for size, p in zip(sizes, padding, strict=True))
    if all(window <= size for window, size in zip(covered, padded, strict=True)):
        return None
    told = {"window": format_value(covered), "unit": UNITS[len(covered)], "input": arriving}
    if any(padding):
        return KERNEL_TOO_LARGE_PADDED.finding(**told, padded=format_value(padded))
    return KERNEL_TOO_LARGE.finding(**told)
