"""Fully connected layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field

from studio.graph import Kind
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Advice, Arrival, Explanation, Layer, Shape, format_shape
from studio.layers.types import Count, FromInput
from studio.text import listed

if TYPE_CHECKING:
    from torch import nn

LINEAR_ON_ROWS = Kind(
    "linear-on-rows",
    "Linear works on the last axis only: of the image {input} it connects the {count} numbers of each row and gives "
    "{result}.",
    "To connect every pixel with every unit, put a Flatten before it.",
)


UNLIKE_INPUTS_OF_BILINEAR = Kind(
    "unlike-inputs-of-bilinear",
    "Bilinear needs inputs alike in all but their last axis, but gets {inputs}.",
    "Give both branches the same shape up to the features, such as by a Flatten in each.",
)


@register
class Linear(NativeLayer):
    """Connects every input feature to every output feature: y = xWᵀ + b.

    The classic dense layer, and the usual last layer of a classifier with one unit a class. It works on the
    last axis, so an image goes through Flatten first.
    """

    family = "dense"
    stem = "fc"
    title = "Fully connected"
    aliases = ("Dense", "fully connected layer", "fc", "affine", "perceptron", "mlp", "InnerProduct", "classifier")
    essential = ("out_features",)

    in_features: FromInput = Field(None, description="Features that come in; empty: as many as there are")
    out_features: Count = Field(64, description="Number of units, which is the number of features that come out")
    bias: bool = Field(True, description="Whether each unit adds a learned constant")

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The features of an input (…, features)."""
        return {"in_features": shapes[0][-1]}

    def example(self) -> tuple[Arrival, ...]:
        """A vector, which is what it is made for."""
        return (Arrival(EXAMPLES[1]),)

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """An image that comes in without a Flatten."""
        shape = arriving[0].shape
        if len(shape) < 3:
            return None
        result = format_shape((*shape[:-1], self.out_features))
        return Advice("warning", LINEAR_ON_ROWS.finding(input=arriving[0], count=shape[-1], result=result))


@register
class Bilinear(NativeLayer):
    """Connects every pair of features of two inputs to every output feature: y = x₁ᵀ A x₂ + b.

    It measures how two things go together, such as a question and an answer. Its weights grow with the
    product of three widths.
    """

    family = "dense"
    title = "Bilinear"
    aliases = ("interaction", "two inputs", "similarity", "tensor product", "pairs")
    essential = ("out_features",)
    inputs = ("first", "second")
    ranks = (1, 2, 3, 4)

    in1_features: FromInput = Field(None, description="Features of the first input; empty: as many as there are")
    in2_features: FromInput = Field(None, description="Features of the second input; empty: as many as there are")
    out_features: Count = Field(16, description="Number of features that come out")
    bias: bool = Field(True, description="Whether each output adds a learned constant")

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The features of two inputs (…, features)."""
        return {"in1_features": shapes[0][-1], "in2_features": shapes[1][-1]}

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Inputs that differ in more than their features."""
        return UNLIKE_INPUTS_OF_BILINEAR.finding(inputs=listed(map(str, arriving)))


@register
class Maxout(Layer):
    """Computes several linear functions for each unit and keeps the largest.

    An activation that is learned: enough pieces form any convex function (Goodfellow et al., 2013). It
    costs as many times the weights of a Linear as it has pieces.
    """

    family = "dense"
    title = "Maxout"
    aliases = ("piecewise linear", "maximum", "learned activation")
    essential = ("out_features", "num_pieces")

    out_features: Count = Field(64, description="Number of units, which is the number of features that come out")
    num_pieces: Count = Field(2, description="Linear functions of each unit, of which the largest counts")
    bias: bool = Field(True, description="Whether each piece adds a learned constant")

    def build(self, *shapes: Shape) -> nn.Module:
        """A Linear of all pieces and the maximum over them, for an input (…, features)."""
        from studio.layers.modules import Maxout as MaxoutModule

        return MaxoutModule(shapes[0][-1], self.out_features, self.num_pieces, self.bias)
