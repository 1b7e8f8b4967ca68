"""The kinds of parameter that layers share: counts, pairs, paddings, probabilities, axes, shapes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

LARGEST = 1_000_000
LONGEST_KERNEL = 10_000

Count = Annotated[int, Field(ge=1, le=LARGEST)]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class AxisMark:
    """Marks a parameter as an axis of the input, so that one that is not there is refused with a sentence."""


Axis = Annotated[int, Field(ge=-8, le=8), AxisMark()]
"""An axis of the input, counted with the batch as axis 0, or from the last axis with -1."""


def _repeated(length: int) -> BeforeValidator:
    """One number stands for the same along each of `length` axes; a JSON list for a tuple."""

    def spread(value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return (value,) * length
        return tuple(value) if isinstance(value, list) else value

    return BeforeValidator(spread)


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_Positive = Annotated[int, Field(ge=1, le=LONGEST_KERNEL)]
_NonNegative = Annotated[int, Field(ge=0, le=LONGEST_KERNEL)]

PositivePair = Annotated[tuple[_Positive, _Positive], _repeated(2)]
"""Height and width, each at least 1; a single number stands for both."""

NonNegativePair = Annotated[tuple[_NonNegative, _NonNegative], _repeated(2)]
"""Height and width, each at least 0; a single number stands for both."""

Padding2d = NonNegativePair | Literal["same", "valid"]
"""Zeros added on each side along height and width, or `same` / `valid`."""

Shape = Annotated[
    tuple[Annotated[int, Field(ge=1, le=LARGEST)], ...],
    BeforeValidator(_listed),
    Field(min_length=1, max_length=6),
]
"""Sizes of one sample, without the batch."""

DType = Literal["float32", "int64"]
