"""Layers that act only in training, against learning by heart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Advice, Arrival, Layer, Shape
from studio.layers.types import Fraction

if TYPE_CHECKING:
    from torch import nn


@register
class Dropout(Layer):
    """Sets a random part of the numbers to 0 in training and scales up the rest; does nothing in use.

    It keeps units from relying on each other. The usual place is behind the activation of a large Linear
    layer, with p from 0.2 to 0.5.
    """

    family = "regularization"
    title = "Dropout"
    aliases = ("regularisation", "drop out", "overfitting", "noise")
    essential = ("p",)

    p: Fraction = Field(0.5, description="Probability that a number is set to 0")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Dropout`; the shape stays as it is."""
        from torch import nn

        return nn.Dropout(self.p)

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """Everything dropped."""
        if self.p < 1.0:
            return None
        return Advice(
            "warning",
            "With p 1 every number is set to 0 in training, so nothing can be learned.",
            "Choose a smaller p, such as 0.5.",
        )
