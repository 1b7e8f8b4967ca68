"""Fully connected layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Advice, Arrival, Layer, Shape, format_shape
from studio.layers.types import Count

if TYPE_CHECKING:
    from torch import nn


@register
class Linear(Layer):
    """Connects every input feature to every output feature: y = xWᵀ + b.

    The classic dense layer, and the usual last layer of a classifier with one unit a class. It works on the
    last axis, so an image goes through Flatten first.
    """

    family = "dense"
    stem = "fc"
    title = "Fully connected"
    aliases = ("Dense", "fully connected layer", "fc", "affine", "perceptron", "mlp", "InnerProduct", "classifier")
    essential = ("out_features",)

    out_features: Count = Field(64, description="Number of units, which is the number of features that come out")
    bias: bool = Field(True, description="Whether each unit adds a learned constant")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Linear` for an input (…, features)."""
        from torch import nn

        return nn.Linear(shapes[0][-1], self.out_features, self.bias)

    def example(self) -> tuple[Arrival, ...]:
        """A vector, which is what it is made for."""
        return (Arrival(EXAMPLES[1]),)

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """An image that comes in without a Flatten."""
        shape = arriving[0].shape
        if len(shape) < 3:
            return None
        return Advice(
            "warning",
            f"Linear works on the last axis only: of the image {arriving[0]} it connects the {shape[-1]} numbers of "
            f"each row and gives {format_shape((*shape[:-1], self.out_features))}.",
            "To connect every pixel with every unit, put a Flatten before it.",
        )
