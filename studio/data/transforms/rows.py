"""Fits rows of numbers and sequences of tokens to an Input: there is nothing to scale, so the sizes must agree."""

from __future__ import annotations

from math import prod

from studio.data.errors import DataError
from studio.layers import Shape, format_shape


def check_rows(original: Shape, shape: Shape, sample: str) -> None:
    """Raise DataError unless an Input of this shape takes just as many numbers as a row has."""
    if prod(shape) != prod(original):
        raise DataError(
            f"The Input's shape {format_shape(shape)} cannot take the {sample}s, which have {prod(original)} "
            "numbers each.",
            f"Set the Input's shape to {format_shape(original)}.",
        )
