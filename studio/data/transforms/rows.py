"""Fits rows of numbers and sequences of tokens to an Input: there is nothing to scale, so the sizes must agree."""

from __future__ import annotations

from math import prod

from studio.data.errors import DataError
from studio.layers import Shape, format_shape
from studio.text import tr


def check_rows(original: Shape, shape: Shape, samples: str) -> None:
    """Raise DataError unless an Input of this shape takes just as many numbers as a row has.

    `samples` is what they are called.
    """
    if prod(shape) != prod(original):
        raise DataError(
            tr(
                "The Input's shape {shape} cannot take the {samples}, which have {count} numbers each.",
                shape=format_shape(shape),
                samples=samples,
                count=prod(original),
            ),
            tr("Set the Input's shape to {shape}.", shape=format_shape(original)),
        )
