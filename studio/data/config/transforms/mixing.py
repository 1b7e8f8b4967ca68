"""What makes one sample of two, and one target of theirs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from studio.data.config.transforms.transform import Transform
from studio.data.config.transforms.values import NUMBERS

Alpha = Annotated[
    float,
    Field(gt=0.0, le=100.0, description="Both parameters of the Beta distribution: 1 is even, less mostly near 0 or 1"),
]


class Mixing(Transform):
    """What mixes each sample of a batch with the one before it, the first with the last.

    The batch has an order drawn from seed and epoch, and so have its pairs; the share is drawn for each sample.
    """

    of_any_scale = True
    mixes = True


class MixUp(Mixing):
    """Blends each sample with another one of its batch, and their targets by the same shares (Zhang et al., 2018).

    The share λ of the sample itself is drawn from Beta(α, α); its target counts λ, that of the other one 1 - λ. The
    accuracy on training samples counts the class with the larger share.
    """

    title = "MixUp"
    essential = ("alpha",)
    samples = NUMBERS

    alpha: Alpha = 1.0


class CutMix(Mixing):
    """Pastes a rectangle of another picture of the batch, and mixes targets by its area (Yun et al., 2019).

    The share λ of the picture itself is drawn from Beta(α, α), the middle of a rectangle with the area 1 - λ evenly;
    what lies outside is left out, and the shares of the targets are those of the pixels in the end.
    """

    title = "CutMix"
    essential = ("alpha",)

    alpha: Alpha = 1.0
