"""Numbers that a person typed for a parameter to begin with."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from studio.layers.initializer import Initializer
from studio.text import tr

if TYPE_CHECKING:
    from torch import Generator, Tensor

MOST_BY_HAND = 1_000
"""So many numbers can be typed by hand."""

DEEPEST = 6


def _nested(value: Any, depth: int = 0) -> Any:
    """Lists as tuples, all the way down; raises ValueError for anything but numbers in a regular arrangement."""
    if isinstance(value, list | tuple):
        if depth == DEEPEST:
            raise ValueError(tr("the values are nested more than {depth} deep.", depth=DEEPEST))
        inner = tuple(_nested(each, depth + 1) for each in value)
        if len({shape_of(each) for each in inner}) > 1:
            raise ValueError(tr("the rows of the values are not equally long."))
        return inner
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(tr("{value} is not a number.", value=f"{value!r:.40}"))
    return float(value)


def shape_of(values: Any) -> tuple[int, ...]:
    """The shape of nested tuples that are regular."""
    return (len(values), *(shape_of(values[0]) if values else ())) if isinstance(values, tuple) else ()


class ByHand(Initializer):
    """The numbers themselves, arranged as the parameter is: of a Linear layer one row for each output, with one
    number for each input."""

    title = "By hand"
    essential = ("values",)

    values: Annotated[Any, BeforeValidator(_nested)] = Field((), description="The numbers, in nested lists")

    @model_validator(mode="after")
    def _few(self) -> ByHand:
        if math.prod(shape_of(self.values)) > MOST_BY_HAND:
            raise ValueError(tr("at most {count} numbers can be typed by hand.", count=f"{MOST_BY_HAND:,}"))
        return self

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the numbers."""
        return shape_of(self.values)

    def fill(self, parameter: Tensor, fan_in: int, generator: Generator | None = None) -> None:
        """Put the numbers into the parameter, which has to have their shape."""
        import torch

        with torch.no_grad():
            parameter.copy_(torch.tensor(self.values))

    def source(self, parameter: str, fan_in: int) -> str:
        """The numbers, written out."""
        return f"{parameter}.data.copy_(torch.tensor({json.dumps(self.values)}))"
