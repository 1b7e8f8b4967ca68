"""Activation functions, applied to each number (or, Softmax, along an axis)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer, Shape
from studio.layers.types import Axis

if TYPE_CHECKING:
    from torch import nn


class _Activation(Layer):
    """An activation builds the `torch.nn` class of its own name from its parameters."""

    family = "activation"

    def build(self, *shapes: Shape) -> nn.Module:
        """The activation's module; the shape stays as it is."""
        from torch import nn

        module: nn.Module = getattr(nn, self.kind)(**dict(self))
        return module


@register
class ReLU(_Activation):
    """Lets positive numbers through and cuts negative ones to 0.

    The usual choice between layers: cheap, and its gradient does not fade.
    """

    title = "Rectified linear unit"
    aliases = ("activation", "rectifier", "ramp")


@register
class LeakyReLU(_Activation):
    """Like ReLU, but lets a small part of negative numbers through, so that no unit can die for good."""

    title = "Leaky rectified linear unit"
    aliases = ("activation", "leaky", "rectifier")
    essential = ("negative_slope",)

    negative_slope: float = Field(0.01, ge=0.0, le=10.0, description="Factor for negative numbers")


@register
class Sigmoid(_Activation):
    """Squeezes every number into 0 … 1.

    Good as the last layer for yes/no probabilities; stacked deep it makes gradients vanish.
    """

    title = "Sigmoid"
    aliases = ("activation", "logistic", "squash")


@register
class Tanh(_Activation):
    """Squeezes every number into -1 … 1, centred on 0.

    The classic activation of LeNet and of recurrent layers.
    """

    title = "Hyperbolic tangent"
    aliases = ("activation", "squash")


@register
class Softmax(_Activation):
    """Turns the numbers along an axis into probabilities that sum to 1.

    CrossEntropyLoss applies its own: do not put a Softmax before it.
    """

    title = "Softmax"
    aliases = ("activation", "probabilities", "classifier")

    dim: Axis = Field(1, description="Axis that sums to 1, counted with the batch as axis 0")
