"""Layers that act only in training, against learning by heart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer, Shape
from studio.layers.types import Fraction

if TYPE_CHECKING:
    from torch import nn


@register
class Dropout(Layer):
    """Sets a random part of the numbers to 0 in training and scales up the rest; does nothing in use.

    Keeps units from relying on each other.
    """

    family = "regularization"
    title = "Dropout"
    aliases = ("regularisation", "drop", "overfitting")
    essential = ("p",)

    p: Fraction = Field(0.5, description="Probability that a number is set to 0")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Dropout`; the shape stays as it is."""
        from torch import nn

        return nn.Dropout(self.p)
