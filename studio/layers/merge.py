"""Layers that join several branches into one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer, Shape, format_shape
from studio.layers.types import Axis

if TYPE_CHECKING:
    from torch import nn


@register
class Add(Layer):
    """Adds its inputs number by number.

    The residual link of ResNet: a branch learns only what to change about its input.
    """

    family = "merge"
    title = "Add"
    aliases = ("sum", "plus", "residual", "skip connection", "shortcut")
    variadic = True

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that sums its arguments, broadcasting as torch does."""
        from studio.layers.modules import Sum

        return Sum()

    def expression(self, *arguments: str) -> str:
        """`a + b`."""
        return " + ".join(arguments)

    def explain(self, shapes: Sequence[Shape], error: Exception) -> tuple[str, str]:
        """Branches of different shapes."""
        met = " and ".join(format_shape(shape) for shape in shapes)
        return (
            f"Add needs inputs of the same shape, but gets {met}.",
            "Give the branches the same channels and size, "
            "such as by a 1×1 Conv2d with the right out_channels and stride on the shortcut.",
        )


@register
class Concat(Layer):
    """Puts its inputs one behind the other along an axis, usually the channels.

    The joint of Inception, DenseNet and U-Net.
    """

    family = "merge"
    title = "Concatenate"
    aliases = ("cat", "concatenate", "join", "merge", "stack")
    variadic = True

    dim: Axis = Field(1, description="Axis to join along, counted with the batch as axis 0; 1: the channels")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that calls `torch.cat` on its arguments."""
        from studio.layers.modules import Concatenation

        return Concatenation(self.dim)

    def expression(self, *arguments: str) -> str:
        """`torch.cat([a, b], dim=1)`."""
        return f"torch.cat([{', '.join(arguments)}], dim={self.dim})"

    def explain(self, shapes: Sequence[Shape], error: Exception) -> tuple[str, str]:
        """Inputs that differ along another axis than the one they are joined on."""
        met = " and ".join(format_shape(shape) for shape in shapes)
        return (
            f"Concat along axis {self.dim} needs inputs alike in every other axis, but gets {met}.",
            "Bring the branches to the same height and width (padding, stride or pooling), or choose another dim.",
        )
