"""The steps that make numbers of rows: missing ones filled, categories told apart; and stretches of sequences."""

from __future__ import annotations

from itertools import accumulate
from typing import Annotated, Literal

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn

from studio.data.transforms.values import SampleShape, Size, Value
from studio.text import tr

Categories = Annotated[int, Field(ge=0)]
"""How many categories a column has; 0 for one of numbers."""


class Fill(Value):
    """Missing numbers (NaN) of rows (N, F) replaced; further columns at the end say of those in `marked` which were.

    `values` has the replacement for each column, None for one that stays as it is.
    """

    kind: Literal["fill"] = "fill"
    values: tuple[float | None, ...] = Field(min_length=1)
    marked: tuple[Annotated[int, Field(ge=0)], ...] = ()

    @model_validator(mode="after")
    def _within(self) -> Fill:
        if any(column >= len(self.values) for column in self.marked):
            raise ValueError(tr("a marked column is not there"))
        return self

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        if shape != (len(self.values),):
            raise ValueError(tr("there must be a number for each column"))
        return (len(self.values) + len(self.marked),)

    def module(self) -> nn.Module:
        """The step as a module."""
        return Filled(self.values, self.marked)


class OneHot(Value):
    """Each category of rows (N, F) as 0 and 1 for every category of its column; numbers stay as they are.

    `sizes` has the number of categories of each column, 0 for numbers. What is no category gives 0 for all.
    """

    kind: Literal["one_hot"] = "one_hot"
    sizes: tuple[Categories, ...] = Field(min_length=1)

    @property
    def width(self) -> int:
        """Numbers of a row after this step."""
        return sum(size or 1 for size in self.sizes)

    @property
    def are_numbers(self) -> tuple[bool, ...]:
        """For each number of a row after this step, whether it is one of the data and not of a category."""
        return tuple(size == 0 for size in self.sizes for _ in range(size or 1))

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        if shape != (len(self.sizes),):
            raise ValueError(tr("there must be a number of categories for each column"))
        return (self.width,)

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToOneHot(self.sizes)


class Tokens(Value):
    """Categories of rows (N, F) as tokens of one vocabulary: those of a column come after those of the one before."""

    kind: Literal["tokens"] = "tokens"
    sizes: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1)

    @property
    def starts(self) -> tuple[int, ...]:
        """The first token of each column."""
        return tuple(accumulate((0, *self.sizes[:-1])))

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        if shape != (len(self.sizes),):
            raise ValueError(tr("there must be a number of categories for each column"))
        return shape

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToTokens(self.starts)


SequenceAxis = Literal["last", "first"]
"""The axis of a sample that is time."""


class CropSequence(Value):
    """The middle stretch of sequences along their last axis, or their first, whatever the others are."""

    kind: Literal["crop_sequence"] = "crop_sequence"
    size: Size
    axis: SequenceAxis = "last"

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        length = shape[sequence_axis(self.axis)] if shape else None
        if length is None or length < self.size:
            raise ValueError(tr("a stretch cannot be longer than its sequence"))
        return (*shape[:-1], self.size) if self.axis == "last" else (self.size, *shape[1:])

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToStretch(self.size, self.axis)


class Filled(nn.Module):
    """Rows with replacements for what is missing, and what was missing of some columns as 0 and 1 behind them."""

    values: Tensor
    marked: Tensor

    def __init__(self, values: tuple[float | None, ...], marked: tuple[int, ...]) -> None:
        super().__init__()
        numbers = [float("nan") if value is None else value for value in values]
        self.register_buffer("values", torch.tensor(numbers), persistent=False)
        self.register_buffer("marked", torch.tensor(marked, dtype=torch.int64), persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        missing = torch.isnan(rows)
        filled = torch.where(missing, self.values, rows)
        if not len(self.marked):
            return filled
        return torch.cat([filled, missing[:, self.marked].to(rows.dtype)], dim=1)


class ToOneHot(nn.Module):
    """Rows whose categories are spread out."""

    columns: Tensor
    places: Tensor
    spread: Tensor

    def __init__(self, sizes: tuple[int, ...]) -> None:
        super().__init__()
        columns = [column for column, size in enumerate(sizes) for _ in range(size or 1)]
        places = [place for size in sizes for place in range(size or 1)]
        spread = [size > 0 for size in sizes for _ in range(size or 1)]
        self.register_buffer("columns", torch.tensor(columns), persistent=False)
        self.register_buffer("places", torch.tensor(places, dtype=torch.float32), persistent=False)
        self.register_buffer("spread", torch.tensor(spread), persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        values = rows.index_select(1, self.columns)
        return torch.where(self.spread, (values == self.places).to(rows.dtype), values)


class ToTokens(nn.Module):
    """Categories counted on from column to column."""

    starts: Tensor

    def __init__(self, starts: tuple[int, ...]) -> None:
        super().__init__()
        self.register_buffer("starts", torch.tensor(starts), persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        return rows + self.starts


class ToStretch(nn.Module):
    """The middle stretch of sequences (…, size), or (N, size, …) along their first axis."""

    def __init__(self, size: int, axis: SequenceAxis) -> None:
        super().__init__()
        self.size, self.axis = size, axis

    def forward(self, sequences: Tensor) -> Tensor:
        if self.axis == "first":
            start = middle(sequences.shape[1], self.size)
            return sequences[:, start : start + self.size]
        start = middle(sequences.shape[-1], self.size)
        return sequences[..., start : start + self.size]


def sequence_axis(axis: SequenceAxis) -> int:
    """The axis of a sample by its name."""
    return -1 if axis == "last" else 0


def middle(length: int, size: int) -> int:
    """Where a stretch of `size` in the middle of a longer `length` begins; halves are rounded to the even number."""
    return round((length - size) / 2)
