"""Layers that rearrange numbers without computing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer, Shape
from studio.layers.types import Axis

if TYPE_CHECKING:
    from torch import nn


@register
class Flatten(Layer):
    """Lays all numbers of a sample out in one row, so that a Linear layer can take an image.

    Axes count with the batch as axis 0.
    """

    family = "shape"
    title = "Flatten"
    aliases = ("vector", "reshape", "unroll")

    start_dim: Axis = Field(1, description="First axis to merge, counted with the batch as axis 0")
    end_dim: Axis = Field(-1, description="Last axis to merge")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Flatten`."""
        from torch import nn

        return nn.Flatten(self.start_dim, self.end_dim)
