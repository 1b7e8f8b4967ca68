"""Layers that act only in training, against learning by heart."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from studio.graph import Kind
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Advice, Arrival
from studio.layers.types import Fraction

ALL_DROPPED = Kind(
    "all-dropped",
    "With p 1 every number is set to 0 in training, so nothing can be learned.",
    "Choose a smaller p, such as 0.5.",
)


class _Dropout(NativeLayer):
    """Random parts are set to 0 in training; in use everything passes unchanged."""

    family = "regularization"
    stem = "dropout"
    settled = {"inplace": (False, True)}
    essential = ("p",)

    p: Fraction = Field(0.5, description="Probability that a part is set to 0")

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """Everything dropped."""
        if self.p < 1.0:
            return None
        return Advice("warning", ALL_DROPPED.finding())


@register
class Dropout(_Dropout):
    """Sets a random part of the numbers to 0 in training and scales up the rest; does nothing in use.

    It keeps units from relying on each other. The usual place is behind the activation of a large Linear
    layer, with p from 0.2 to 0.5.
    """

    title = "Dropout"
    aliases = ("regularisation", "drop out", "overfitting", "noise")


@register
class Dropout2d(_Dropout):
    """Sets random channels of an image to 0 in training, each as a whole; does nothing in use.

    Neighbouring pixels are so alike that single ones missing teach little; behind a convolution, whole
    channels have to go.
    """

    title = "2-D channel dropout"
    aliases = ("SpatialDropout2D", "spatial dropout", "feature map", "overfitting")
    ranks = (3,)


@register
class Dropout1d(_Dropout):
    """Sets random channels of a sequence to 0 in training, each as a whole; does nothing in use.

    For behind a 1-D convolution, where neighbouring steps are alike.
    """

    title = "1-D channel dropout"
    aliases = ("SpatialDropout1D", "spatial dropout", "overfitting")
    ranks = (2,)


@register
class Dropout3d(_Dropout):
    """Sets random channels of a volume to 0 in training, each as a whole; does nothing in use.

    For behind a 3-D convolution, where neighbouring voxels are alike.
    """

    title = "3-D channel dropout"
    aliases = ("SpatialDropout3D", "spatial dropout", "overfitting")
    ranks = (4,)


@register
class AlphaDropout(_Dropout):
    """Dropout that keeps mean and variance, as the companion of SELU; does nothing in use.

    Dropped numbers take SELU's lowest value instead of 0, and the rest is scaled and shifted, so that the
    network stays normalised by itself.
    """

    title = "Alpha dropout"
    aliases = ("SELU", "self-normalizing", "regularisation", "overfitting")
