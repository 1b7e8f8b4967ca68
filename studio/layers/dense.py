"""Fully connected layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer, Shape
from studio.layers.types import Count

if TYPE_CHECKING:
    from torch import nn


@register
class Linear(Layer):
    """Connects every input feature to every output feature: y = xWᵀ + b.

    The classic dense layer; it works on the last axis, so an image goes through Flatten first.
    """

    family = "dense"
    stem = "fc"
    title = "Fully connected"
    aliases = ("dense", "fully connected", "fc", "affine", "perceptron", "InnerProduct")
    essential = ("out_features",)

    out_features: Count = Field(64, description="Number of units, which is the number of features that come out")
    bias: bool = Field(True, description="Whether each unit adds a learned constant")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Linear` for an input (…, features)."""
        from torch import nn

        return nn.Linear(shapes[0][-1], self.out_features, self.bias)
