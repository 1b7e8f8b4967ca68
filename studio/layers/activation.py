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

    The usual choice between layers: cheap, and its gradient does not fade. A unit whose input stays
    negative learns nothing any more; LeakyReLU avoids that.
    """

    title = "Rectified linear unit"
    aliases = ("activation", "rectifier", "ramp", "nonlinearity")


@register
class LeakyReLU(_Activation):
    """Like ReLU, but lets a small part of negative numbers through.

    No unit can die for good, as the gradient is never quite 0. Often used in detectors and in the
    discriminator of a GAN.
    """

    title = "Leaky rectified linear unit"
    aliases = ("activation", "leaky", "rectifier", "nonlinearity")
    essential = ("negative_slope",)

    negative_slope: float = Field(0.01, ge=0.0, le=10.0, description="Factor for negative numbers")


@register
class Sigmoid(_Activation):
    """Squeezes every number into 0 … 1.

    It makes yes/no probabilities of scores. Stacked deep it makes gradients vanish, and BCEWithLogitsLoss
    applies its own: do not put a Sigmoid before that.
    """

    title = "Sigmoid"
    aliases = ("activation", "logistic", "squash", "nonlinearity")


@register
class Tanh(_Activation):
    """Squeezes every number into -1 … 1, centred on 0.

    The classic activation of LeNet and of recurrent layers. Large inputs saturate it and leave little
    gradient.
    """

    title = "Hyperbolic tangent"
    aliases = ("activation", "squash", "nonlinearity")


@register
class Softmax(_Activation):
    """Turns the numbers along an axis into probabilities that sum to 1.

    CrossEntropyLoss applies its own: do not put a Softmax before it.
    """

    title = "Softmax"
    aliases = ("activation", "probabilities", "classifier")

    dim: Axis = Field(1, description="Axis that sums to 1, counted with the batch as axis 0")
