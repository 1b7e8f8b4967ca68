"""Layers that rearrange numbers without computing anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Arrival, Layer, Shape
from studio.layers.types import Axis

if TYPE_CHECKING:
    from torch import nn


@register
class Flatten(Layer):
    """Lays all numbers of a sample out in one row, so that a Linear layer can take an image.

    It stands between the last convolution or pooling and the first Linear. Axes count with the batch as
    axis 0, so that 1 to -1 merges all there is of a sample.
    """

    family = "shape"
    title = "Flatten"
    aliases = ("Flatten", "vector", "reshape", "unroll", "ravel", "view")
    dtypes = None

    start_dim: Axis = Field(1, description="First axis to merge, counted with the batch as axis 0")
    end_dim: Axis = Field(-1, description="Last axis to merge")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Flatten`."""
        from torch import nn

        return nn.Flatten(self.start_dim, self.end_dim)

    def explain(self, arriving: Sequence[Arrival], reason: str) -> tuple[str, str]:
        """A first axis behind the last."""
        return (
            f"start_dim {self.start_dim} lies behind end_dim {self.end_dim} in the axes of the input {arriving[0]}.",
            "Choose a start_dim that comes before end_dim, such as 1 and -1.",
        )
