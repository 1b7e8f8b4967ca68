"""Arithmetic on each number: with a function, with a fixed number, or with learned ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from studio.graph import Kind
from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Arrival, Explanation, Layer, Shape, format_shape
from studio.layers.types import Shape as Sizes

if TYPE_CHECKING:
    from torch import nn

OTHER_SIZES_LEARNED = Kind(
    "other-sizes-learned",
    "The learned numbers have the shape {sizes}, which does not go with the input {input}.",
    "Give the sizes of its last axes, with 1 where one number stands for all, or clear the shape for one a channel.",
)

TIMES = {"multiply": "*", "add": "+", "divide": "/", "power": "**"}


@register
class Function(Layer):
    """Applies a function of mathematics to each number.

    Networks of other programs are made of such steps. A logarithm or a root of a number below 0 is not a
    number, which ends training: see to it that there is none.
    """

    family = "activation"
    title = "Function of each number"
    aliases = ("exp", "log", "sqrt", "abs", "erf", "sin", "cos", "reciprocal", "square", "negate", "mathematics")
    essential = ("function",)

    function: Literal[
        "exp", "log", "sqrt", "rsqrt", "square", "reciprocal", "abs", "neg", "sign", "floor", "ceil", "round", "erf",
        "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
    ] = Field("square", description="The function, by its name in torch")  # fmt: skip

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that calls the function of torch."""
        import torch

        from studio.layers.modules import Operation

        return Operation(getattr(torch, self.function))

    def expression(self, *arguments: str) -> str:
        """`torch.exp(x)`."""
        return f"torch.{self.function}({arguments[0]})"


@register
class Arithmetic(Layer):
    """Adds a fixed number to each number, multiplies it, or limits it.

    It scales pixels to 0 … 1, turns a sign round, or keeps numbers above a floor. Nothing in it is learned;
    an Affine learns its numbers.
    """

    family = "activation"
    title = "Arithmetic with a number"
    aliases = ("Rescaling", "scale", "multiply", "add", "offset", "divide", "power", "minimum", "maximum", "constant")
    essential = ("operation", "number")

    operation: Literal["multiply", "add", "divide", "power", "minimum", "maximum"] = Field(
        "multiply", description="What is done to each number; minimum and maximum take the smaller or larger one"
    )
    number: Annotated[float, Field(ge=-1e9, le=1e9)] = Field(0.5, description="The second number of the operation")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that works it out."""
        from studio.layers.modules import Calculation

        return Calculation(self.operation, self.number)

    def expression(self, *arguments: str) -> str:
        """`x * 0.5`, or `x.clamp(min=0.5)`."""
        if self.operation in TIMES:
            return f"{arguments[0]} {TIMES[self.operation]} {self.number!r}"
        bound = "max" if self.operation == "minimum" else "min"
        return f"{arguments[0]}.clamp({bound}={self.number!r})"


@register
class Affine(Layer):
    """Multiplies each number by a learned scale, or adds a learned shift.

    One of both for each channel, as behind a normalisation, or for each place, as a learned position of a
    Transformer is. The scale begins at 1 and the shift at 0, which changes nothing.
    """

    family = "normalization"
    title = "Learned scale and shift"
    aliases = ("LayerScale", "gamma", "beta", "bias", "scale", "shift", "position embedding", "learned constant")

    others = ({"shape": [16]}, {"shape": [12, 16]})

    shape: Sizes | None = Field(
        None, description="Sizes of the learned numbers, as those of the last axes or 1; empty: one for each channel"
    )
    weight: bool = Field(True, description="Whether a scale is learned")
    bias: bool = Field(True, description="Whether a shift is learned")

    def example(self) -> tuple[Arrival, ...]:
        """A sequence of features."""
        return (Arrival(EXAMPLES[2]),)

    def build(self, *shapes: Shape) -> nn.Module:
        """A scale and a shift for an input of this shape."""
        from studio.layers.modules import Affine as AffineModule

        return AffineModule(self.sizes(shapes[0]), weight=self.weight, bias=self.bias)

    def sizes(self, shape: Shape) -> Shape:
        """Those of the learned numbers, for samples of a shape."""
        return self.shape or (shape[0], *(1,) * (len(shape) - 1))

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """More sizes than a sample has, which would meet the batch."""
        return self.explain(arriving, "") if self.shape and len(self.shape) > len(arriving[0].shape) else None

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Sizes that do not go with those of the input."""
        return OTHER_SIZES_LEARNED.finding(sizes=format_shape(self.sizes(arriving[0].shape)), input=arriving[0])
