"""Layers that bring activations to a common scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class _BatchNorm(Layer):
    """Batch normalisation over all axes but the channels (Ioffe and Szegedy, 2015)."""

    family = "normalization"
    stem = "bn"
    aliases = ("batch normalization", "BatchNormalization", "BN", "normalise")

    eps: float = Field(1e-5, gt=0.0, le=1.0, description="Added to the variance against division by zero")
    momentum: float | None = Field(0.1, ge=0.0, le=1.0, description="Share of the new batch in the running statistics")
    affine: bool = Field(True, description="Whether a scale and a shift are learned per channel")
    track_running_stats: bool = Field(True, description="Whether running statistics are kept for evaluation")

    def build(self, *shapes: Shape) -> nn.Module:
        """The `torch.nn` class of the same name for an input whose first axis is the channels."""
        from torch import nn

        module: nn.Module = getattr(nn, self.kind)(shapes[0][0], **dict(self))
        return module


@register
class BatchNorm1d(_BatchNorm):
    """Normalises each feature over the batch, then scales and shifts it by learned amounts.

    Put behind a Linear layer it allows larger learning rates.
    """

    title = "1-D batch normalisation"
    ranks = (1, 2)


@register
class BatchNorm2d(_BatchNorm):
    """Normalises each channel of an image over the batch, then scales and shifts it by learned amounts.

    Usually stands between a convolution and its activation.
    """

    title = "2-D batch normalisation"
    ranks = (3,)
