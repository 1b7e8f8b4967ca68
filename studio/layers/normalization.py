"""Layers that bring activations to a common scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Advice, Arrival, Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class _BatchNorm(Layer):
    """Batch normalisation over all axes but the channels (Ioffe and Szegedy, 2015)."""

    family = "normalization"
    stem = "bn"

    eps: float = Field(1e-5, gt=0.0, le=1.0, description="Added to the variance against division by zero")
    momentum: float | None = Field(0.1, ge=0.0, le=1.0, description="Share of the new batch in the running statistics")
    affine: bool = Field(True, description="Whether a scale and a shift are learned per channel")
    track_running_stats: bool = Field(True, description="Whether running statistics are kept for evaluation")

    def build(self, *shapes: Shape) -> nn.Module:
        """The `torch.nn` class of the same name for an input whose first axis is the channels."""
        from torch import nn

        module: nn.Module = getattr(nn, self.kind)(shapes[0][0], **dict(self))
        return module

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """No running statistics, which makes results depend on the company a sample is in."""
        if self.track_running_stats:
            return None
        return Advice(
            "warning",
            "Without running statistics the result for one sample depends on the others in its batch, in use too.",
            "Switch track_running_stats on, unless that is what you want.",
        )


@register
class BatchNorm1d(_BatchNorm):
    """Normalises each feature over the batch, then scales and shifts it by learned amounts.

    Put behind a Linear layer it allows larger learning rates. In training it needs batches of at least two
    samples; in use it takes the running statistics it has gathered.
    """

    title = "1-D batch normalisation"
    aliases = ("BatchNormalization", "batch norm", "batch normalization", "BN", "normalise", "standardise")
    ranks = (1, 2)


@register
class BatchNorm2d(_BatchNorm):
    """Normalises each channel of an image over the batch, then scales and shifts it by learned amounts.

    It usually stands between a convolution and its activation, and makes deep networks train fast and
    reliably. In use it takes the running statistics it has gathered.
    """

    title = "2-D batch normalisation"
    aliases = ("BatchNormalization", "batch norm", "batch normalization", "BN", "normalise", "standardise")
    ranks = (3,)
