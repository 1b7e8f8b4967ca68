"""Layers that join several branches into one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Advice, Arrival, Layer, Shape, join_words
from studio.layers.types import Axis

if TYPE_CHECKING:
    from torch import nn


class _Merge(Layer):
    """Takes any number of branches."""

    family = "merge"
    variadic = True
    dtypes = None

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """A single branch, which there is nothing to join with."""
        if len(arriving) > 1:
            return None
        return Advice(
            "info",
            f"{self.kind} gets a single input, {arriving[0]}, and hands it on unchanged.",
            "Link the other branch to it as well, or remove it.",
        )


@register
class Add(_Merge):
    """Adds its inputs number by number.

    The residual link of ResNet: a branch learns only what to change about its input, and gradients pass by
    it unhindered. The branches have the same shape.
    """

    title = "Add"
    aliases = ("Add", "sum", "plus", "residual", "skip connection", "shortcut", "merge")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that sums its arguments, broadcasting as torch does."""
        from studio.layers.modules import Sum

        return Sum()

    def expression(self, *arguments: str) -> str:
        """`a + b`."""
        return " + ".join(arguments)

    def explain(self, arriving: Sequence[Arrival], reason: str) -> tuple[str, str]:
        """Branches of different shapes."""
        return (
            f"Add needs inputs of the same shape, but gets {join_words(arriving)}.",
            "Give the branches the same channels and size, "
            "such as by a 1×1 Conv2d with the right out_channels and stride on the shortcut.",
        )


@register
class Concat(_Merge):
    """Puts its inputs one behind the other along an axis, usually the channels.

    The joint of Inception, DenseNet and U-Net: what comes behind sees all branches side by side. They are
    alike in every other axis.
    """

    title = "Concatenate"
    aliases = ("Concatenate", "cat", "join", "merge", "stack", "skip connection")

    dim: Axis = Field(1, description="Axis to join along, counted with the batch as axis 0; 1: the channels")

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that calls `torch.cat` on its arguments."""
        from studio.layers.modules import Concatenation

        return Concatenation(self.dim)

    def expression(self, *arguments: str) -> str:
        """`torch.cat([a, b], dim=1)`."""
        return f"torch.cat([{', '.join(arguments)}], dim={self.dim})"

    def explain(self, arriving: Sequence[Arrival], reason: str) -> tuple[str, str]:
        """Inputs that differ along another axis than the one they are joined on."""
        return (
            f"Concat along axis {self.dim} needs inputs alike in every other axis, but gets {join_words(arriving)}.",
            "Bring the branches to the same height and width (padding, stride or pooling), or choose another dim.",
        )
