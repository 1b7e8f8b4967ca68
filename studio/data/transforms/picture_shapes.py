"""Fits pictures to what a network takes: number of channels, height and width, or a flat row of numbers."""

from __future__ import annotations

from collections.abc import Collection
from math import prod

from studio.data.errors import DataError
from studio.layers import Shape, format_shape
from studio.text import listed, tr

CHANNELS = (1, 3)
"""Grey and colour."""


def picture_shape(original: Shape, shape: Shape) -> Shape:
    """The (C, H, W) that pictures are brought to for an Input of this shape.

    A flat Input takes pictures whose numbers are just as many. Raises DataError for any other Input.
    """
    if len(shape) == 3 and shape[0] in CHANNELS:
        return shape
    if len(shape) == 3:
        raise DataError(
            tr(
                "The Input's shape {shape} has {count} channels; pictures have 1 (grey) or 3 (colour).",
                shape=format_shape(shape),
                count=shape[0],
            ),
            tr("Set the Input's shape to {shape}.", shape=format_shape((original[0], *shape[1:]))),
        )
    flat = [(channels, *original[1:]) for channels in CHANNELS]
    for candidate in flat:
        if shape == (prod(candidate),):
            return candidate
    raise DataError(
        tr(
            "The Input's shape {shape} cannot take the pictures, which are {original}.",
            shape=format_shape(shape),
            original=format_shape(original),
        ),
        tr(
            "Set the Input's shape to {original}, or to ({count}) for a flat row of numbers.",
            original=format_shape(original),
            count=prod(original),
        ),
    )


def changes(originals: Collection[Shape], target: Shape) -> str:
    """What fitting does to pictures of these shapes, as a sentence; "" when nothing."""
    done = []
    if sizes := {original[1:] for original in originals if original[1:] != target[1:]}:
        size = "×".join(map(str, target[1:]))
        if len({original[1:] for original in originals}) == 1:
            done.append(tr("scaled from {before} to {after}", before="×".join(map(str, next(iter(sizes)))), after=size))
        else:
            done.append(tr("scaled from various sizes to {after}", after=size))
    if any(original[0] != target[0] for original in originals):
        done.append(tr("turned to grey") if target[0] == 1 else tr("turned to colour"))
    return tr("The pictures are {changes} to fit the Input.", changes=listed(done)) if done else ""
