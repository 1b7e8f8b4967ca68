"""Layers that bring activations to a common scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Annotated, Any

from pydantic import Field

from studio.graph import Kind
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Advice, Arrival, Explanation, Shape, format_shape
from studio.layers.types import Count, FromInput, Real
from studio.layers.types import Shape as Sizes
from studio.text import tr

Eps = Annotated[float, Field(gt=0.0, le=1.0)]
Momentum = Annotated[float, Field(ge=0.0, le=1.0)]

EPS = "Added to the variance against division by zero"
CHANNELS = "Channels that come in; empty: as many as there are"
MOMENTUM = "Share of the new batch in the running statistics"

NO_RUNNING_STATISTICS = Kind(
    "no-running-statistics",
    "Without running statistics the result for one sample depends on the others in its batch, in use too.",
    "Switch track_running_stats on, unless that is what you want.",
)


OTHER_NORMALIZED_SHAPE = Kind(
    "other-normalized-shape",
    "normalized_shape {sizes} is not how the sizes of the input {input} end.",
    "Clear normalized_shape to normalise the last axis, or give the sizes of the last axes.",
)
NUM_GROUPS_DO_NOT_DIVIDE = Kind(
    "num-groups-do-not-divide",
    "num_groups is {num_groups}, which does not divide the {channels} channels of the input {input}.",
    "Choose a number of groups that divides the channels, such as 1.",
)
ONE_NUMBER_A_CHANNEL = Kind(
    "one-number-a-channel",
    "{layer} needs more than one number in each channel, but gets {input}.",
    "Put it before the pooling that leaves one number a channel, or use another normalisation.",
)


class _BatchNorm(NativeLayer):
    """Batch normalisation over all axes but the channels (Ioffe and Szegedy, 2015)."""

    family = "normalization"
    stem = "bn"
    settled = {"bias": (True,)}

    num_features: FromInput = Field(None, description=CHANNELS)
    eps: Eps = Field(1e-5, description=EPS)
    momentum: Momentum | None = Field(0.1, description=MOMENTUM)
    affine: bool = Field(True, description="Whether a scale and a shift are learned per channel")
    track_running_stats: bool = Field(True, description="Whether running statistics are kept for evaluation")

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The channels, the input's first axis."""
        return {"num_features": shapes[0][0]}

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """No running statistics, which makes results depend on the company a sample is in."""
        if self.track_running_stats:
            return None
        return Advice("warning", NO_RUNNING_STATISTICS.finding())

    def onnx_obstacle(self, *shapes: Shape) -> str:
        """Statistics of a batch that may hold one sample with one number a channel."""
        if self.track_running_stats or prod(shapes[0][1:]) > 1:
            return ""
        return tr("Without running statistics it cannot run on a batch of 1: switch track_running_stats on.")


BATCH_NORM = ("BatchNormalization", "batch norm", "batch normalization", "BN", "normalise", "standardise")


@register
class BatchNorm2d(_BatchNorm):
    """Normalises each channel of an image over the batch, then scales and shifts it by learned amounts.

    It usually stands between a convolution and its activation, and makes deep networks train fast and
    reliably. In use it takes the running statistics it has gathered.
    """

    title = "2-D batch normalisation"
    aliases = BATCH_NORM
    ranks = (3,)


@register
class BatchNorm1d(_BatchNorm):
    """Normalises each feature over the batch, then scales and shifts it by learned amounts.

    Put behind a Linear layer it allows larger learning rates. In training it needs batches of at least two
    samples; in use it takes the running statistics it has gathered.
    """

    title = "1-D batch normalisation"
    aliases = BATCH_NORM
    ranks = (1, 2)


@register
class BatchNorm3d(_BatchNorm):
    """Normalises each channel of a volume over the batch, then scales and shifts it by learned amounts.

    It usually stands between a 3-D convolution and its activation. In use it takes the running statistics
    it has gathered.
    """

    title = "3-D batch normalisation"
    aliases = BATCH_NORM
    ranks = (4,)


class _ShapeNorm(NativeLayer):
    """Each sample normalised by itself, over its last axes."""

    family = "normalization"
    stem = "norm"

    normalized_shape: Sizes | None = Field(None, description="Sizes of the last axes to normalise; empty: the last")

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The axes to normalise, by default the last."""
        return {"normalized_shape": self.normalized_shape or shapes[0][-1:]}

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Sizes that are not those of the last axes."""
        return OTHER_NORMALIZED_SHAPE.finding(sizes=format_shape(self.normalized_shape or ()), input=arriving[0])


@register
class LayerNorm(_ShapeNorm):
    """Normalises each sample by itself, over its features, then scales and shifts them by learned amounts.

    It does not depend on the batch, so it is the same in training and in use; every Transformer has it.
    Without normalized_shape it works on the last axis; to normalise whole images, give (C, H, W).
    """

    title = "Layer normalisation"
    aliases = ("LayerNormalization", "layer norm", "LN", "transformer", "normalise", "standardise")
    others = ({"normalized_shape": [12, 18]},)

    eps: Eps = Field(1e-5, description=EPS)
    elementwise_affine: bool = Field(True, description="Whether a scale is learned for each number")
    bias: bool = Field(True, description="Whether a shift is learned as well")


@register
class RMSNorm(_ShapeNorm):
    """Divides each sample's features by their root mean square, then scales them by learned amounts.

    A LayerNorm without the mean: cheaper and as good in large language models. Without normalized_shape it
    works on the last axis.
    """

    title = "Root mean square normalisation"
    aliases = ("RMSNormalization", "rms norm", "LLaMA", "transformer", "normalise")
    others = ({"normalized_shape": [12, 18]},)

    eps: Eps | None = Field(None, description="Added against division by zero; empty: the smallest float step")
    elementwise_affine: bool = Field(True, description="Whether a scale is learned for each number")


@register
class GroupNorm(NativeLayer):
    """Normalises groups of channels of each sample by itself, then scales and shifts each channel.

    As good as BatchNorm with small batches, where that fails. One group normalises all channels together,
    as many groups as channels each by itself (Wu and He, 2018).
    """

    family = "normalization"
    stem = "norm"
    title = "Group normalisation"
    aliases = ("GroupNormalization", "group norm", "GN", "normalise", "small batch")
    essential = ("num_groups",)
    settled = {"bias": (True,)}

    num_groups: Count = Field(4, description="Groups the channels are divided into")
    num_channels: FromInput = Field(None, description=CHANNELS)
    eps: Eps = Field(1e-5, description=EPS)
    affine: bool = Field(True, description="Whether a scale and a shift are learned per channel")

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The channels, the input's first axis."""
        return {"num_channels": shapes[0][0]}

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Groups that do not divide the channels."""
        return NUM_GROUPS_DO_NOT_DIVIDE.finding(
            num_groups=self.num_groups, channels=arriving[0].shape[0], input=arriving[0]
        )


class _InstanceNorm(NativeLayer):
    """Each channel of each sample normalised by itself (Ulyanov et al., 2016)."""

    family = "normalization"
    stem = "norm"
    settled = {"bias": (True,)}

    num_features: FromInput = Field(None, description=CHANNELS)
    eps: Eps = Field(1e-5, description=EPS)
    momentum: Momentum | None = Field(0.1, description=MOMENTUM)
    affine: bool = Field(False, description="Whether a scale and a shift are learned per channel")
    track_running_stats: bool = Field(False, description="Whether running statistics are kept for evaluation")

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The channels, the input's first axis."""
        return {"num_features": shapes[0][0]}

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """A single number a channel, which has no spread to normalise; torch objects in training only."""
        if any(size > 1 for size in arriving[0].shape[1:]):
            return None
        return ONE_NUMBER_A_CHANNEL.finding(layer=self.kind, input=arriving[0])


INSTANCE_NORM = ("InstanceNormalization", "instance norm", "IN", "style transfer", "contrast", "normalise")


@register
class InstanceNorm2d(_InstanceNorm):
    """Normalises each channel of each image by itself.

    It takes an image's contrast and colour cast away, which style transfer and image generators want.
    """

    title = "2-D instance normalisation"
    aliases = INSTANCE_NORM
    ranks = (3,)


@register
class InstanceNorm1d(_InstanceNorm):
    """Normalises each channel of each sequence by itself.

    It takes the level and loudness of a signal away and leaves its course.
    """

    title = "1-D instance normalisation"
    aliases = INSTANCE_NORM
    ranks = (2,)


@register
class InstanceNorm3d(_InstanceNorm):
    """Normalises each channel of each volume by itself.

    It takes differences in brightness between scans away.
    """

    title = "3-D instance normalisation"
    aliases = INSTANCE_NORM
    ranks = (4,)


@register
class LocalResponseNorm(NativeLayer):
    """Damps a channel where its neighbouring channels respond strongly at the same place.

    The normalisation of the original AlexNet (Krizhevsky et al., 2012); batch normalisation has replaced it
    since. Nothing in it is learned.
    """

    family = "normalization"
    stem = "lrn"
    title = "Local response normalisation"
    aliases = ("LRN", "AlexNet", "lateral inhibition", "contrast", "normalise")
    essential = ("size",)
    ranks = (2, 3, 4)

    size: Count = Field(5, description="Channels that count as neighbours, the channel itself among them")
    alpha: Annotated[float, Field(ge=0.0, le=1000.0)] = Field(1e-4, description="How strongly neighbours damp")
    beta: Annotated[float, Field(ge=0.0, le=100.0)] = Field(0.75, description="Exponent of the damping")
    k: Real = Field(1.0, description="Constant the damping starts from")
