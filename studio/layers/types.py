"""The kinds of parameter that layers share: counts, pairs, paddings, probabilities, axes, shapes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

LARGEST = 1_000_000
LONGEST_KERNEL = 10_000

Count = Annotated[int, Field(ge=1, le=LARGEST)]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class InferredMark:
    """Marks a parameter of torch that follows from the input: left out it does, given it has to agree."""


FromInput = Annotated[Count | None, InferredMark()]
"""A count that the input knows, such as `in_channels`."""


class AxisMark:
    """Marks a parameter as an axis of the input, so that one that is not there is refused with a sentence."""


Axis = Annotated[int, Field(ge=-8, le=8), AxisMark()]
"""An axis of the input, counted with the batch as axis 0, or from the last axis with -1."""


def _repeated(length: int, *, empty: bool = False) -> BeforeValidator:
    """One number (or nothing) stands for the same along each of `length` axes; a JSON list for a tuple."""

    def spread(value: Any) -> Any:
        if (isinstance(value, int | float) and not isinstance(value, bool)) or (empty and value is None):
            return (value,) * length
        return tuple(value) if isinstance(value, list) else value

    return BeforeValidator(spread)


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_Positive = Annotated[int, Field(ge=1, le=LONGEST_KERNEL)]
_NonNegative = Annotated[int, Field(ge=0, le=LONGEST_KERNEL)]

_PositiveOrEmpty = _Positive | None

Sizes = tuple[int, ...]
"""One size along each axis that a layer slides over; layers of one, two and three axes narrow it."""

PositiveSingle = Annotated[tuple[_Positive], _repeated(1)]
PositivePair = Annotated[tuple[_Positive, _Positive], _repeated(2)]
PositiveTriple = Annotated[tuple[_Positive, _Positive, _Positive], _repeated(3)]
"""(Depth,) height and width, each at least 1; a single number stands for all."""

NonNegativeSingle = Annotated[tuple[_NonNegative], _repeated(1)]
NonNegativePair = Annotated[tuple[_NonNegative, _NonNegative], _repeated(2)]
NonNegativeTriple = Annotated[tuple[_NonNegative, _NonNegative, _NonNegative], _repeated(3)]
"""(Depth,) height and width, each at least 0; a single number stands for all."""

Edges1d = Annotated[tuple[_NonNegative, _NonNegative], _repeated(2)]
Edges2d = Annotated[tuple[_NonNegative, _NonNegative, _NonNegative, _NonNegative], _repeated(4)]
Edges3d = Annotated[
    tuple[_NonNegative, _NonNegative, _NonNegative, _NonNegative, _NonNegative, _NonNegative], _repeated(6)
]
"""Amounts at both ends of each axis, the last axis first, as torch has them; a single number stands for all."""

AdaptiveSingle = Annotated[tuple[_PositiveOrEmpty], _repeated(1, empty=True)]
AdaptivePair = Annotated[tuple[_PositiveOrEmpty, _PositiveOrEmpty], _repeated(2, empty=True)]
AdaptiveTriple = Annotated[tuple[_PositiveOrEmpty, _PositiveOrEmpty, _PositiveOrEmpty], _repeated(3, empty=True)]
"""Sizes to bring the input to; an empty one keeps the input's."""

_Share = Annotated[float, Field(gt=0.0, lt=1.0)]
SharePair = Annotated[tuple[_Share, _Share], _repeated(2)]
ShareTriple = Annotated[tuple[_Share, _Share, _Share], _repeated(3)]
"""Parts of the input's size along each axis; a single number stands for all."""

_Automatic = Literal["same", "valid"]
Padding1d = NonNegativeSingle | _Automatic
Padding2d = NonNegativePair | _Automatic
Padding3d = NonNegativeTriple | _Automatic
"""Zeros added on each side along each axis, or `same` / `valid`."""

Axes = Annotated[
    tuple[Annotated[int, Field(ge=-8, le=8)], ...], _repeated(1), Field(min_length=1, max_length=8), AxisMark()
]
"""Some axes of the input, counted as Axis counts; a single number stands for one."""

Real = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]

Shape = Annotated[
    tuple[Annotated[int, Field(ge=1, le=LARGEST)], ...],
    BeforeValidator(_listed),
    Field(min_length=1, max_length=6),
]
"""Sizes of one sample, without the batch."""

PartialShape = Annotated[
    tuple[Annotated[int, Field(ge=-1, le=LARGEST)], ...], BeforeValidator(_listed), Field(min_length=1, max_length=6)
]
"""Sizes of some axes; one of them may be -1, which takes what is left."""

DType = Literal["float32", "int64"]
