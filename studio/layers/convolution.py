"""Layers that slide small learned windows over their input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, Layer, Shape
from studio.layers.types import (
    Count,
    FromInput,
    NonNegativePair,
    NonNegativeSingle,
    NonNegativeTriple,
    Padding1d,
    Padding2d,
    Padding3d,
    PositivePair,
    PositiveSingle,
    PositiveTriple,
    Sizes,
)
from studio.layers.windows import UNITS, along, too_large

if TYPE_CHECKING:
    from torch import nn

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]

KERNEL = "{extent} of each filter, in {unit}"
STRIDE = "{Unit} the filter moves on at each step"
SAME_PADDING = "{Unit} added on each side; “same” keeps the size"
DILATION = "Spacing between the {unit} a filter looks at"


GROUPS_DO_NOT_DIVIDE = Kind(
    "groups-do-not-divide",
    "groups is {groups}, which does not divide both the {channels} channels of the input "
    "{input} and out_channels {out_channels}.",
    "Choose a number of groups that divides both, such as 1.",
)
SAME_PADDING_WITH_STRIDE = Kind(
    "same-padding-with-stride",
    "padding “same” is possible with stride 1 only, but stride is {stride}.",
    "Set stride to 1, or give the padding in {unit}.",
)
MIRRORED_PADDING_TOO_WIDE = Kind(
    "mirrored-padding-too-wide",
    "padding {padding} is too much for padding_mode “{mode}”: it takes its {unit} from the input {input}.",
    "Use less padding than the input has, or padding_mode “zeros”.",
)
OUTPUT_PADDING_TOO_LARGE = Kind(
    "output-padding-too-large",
    "output_padding is {output_padding} for the input {input}, but has to be smaller than stride or dilation, {steps}.",
    "Make output_padding smaller, usually stride - 1 or 0.",
)
NOTHING_LEFT_BY_PADDING = Kind(
    "nothing-left-by-padding",
    "padding {padding}, which a transposed convolution takes away on each side, leaves nothing of the input {input}.",
    "Use less padding.",
)


class _Filters(NativeLayer):
    """Filters slid over the input, each looking at all channels of its group."""

    family = "convolution"
    stem = "conv"
    essential: ClassVar[tuple[str, ...]] = ("out_channels", "kernel_size")

    in_channels: FromInput = Field(None, description="Channels that come in; empty: as many as there are")
    out_channels: Count = Field(16, description="Number of filters, which is the number of channels that come out")
    kernel_size: Sizes
    stride: Sizes

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The channels of an input (C, …)."""
        return {"in_channels": shapes[0][0]}


class _Convolution(_Filters):
    """A filter sees the numbers under it and gives one, its weighted sum."""

    padding: Sizes | Literal["same", "valid"]
    dilation: Sizes
    groups: Count = Field(1, description="Channel groups convolved apart; equal to the input channels: depthwise")
    bias: bool = Field(True, description="Whether each filter adds a learned constant")
    padding_mode: PaddingMode = Field("zeros", description="What the padding is filled with")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Groups that do not divide, `same` with a stride, and kernels or mirrored edges larger than the input."""
        return (
            _groups(arriving[0], self.groups, self.out_channels)
            or _padding(arriving[0], self.padding, self.stride, self.padding_mode)
            or too_large(arriving[0], self.kernel_size, _numbers(self.padding, self.stride), self.dilation)
            or super().explain(arriving, reason)
        )


@register
class Conv2d(_Convolution):
    """Looks for the same small patterns everywhere in an image.

    Each output channel is one learned filter of kernel_size, slid over the image and looking at all its
    channels. Stacked convolutions see ever larger parts of the picture. A 1×1 kernel mixes channels only;
    groups equal to the input channels give each channel a filter of its own.
    """

    title = "2-D convolution"
    aliases = (
        "Conv2D", "Convolution2D", "cnn", "convolutional", "filter", "kernel", "feature map",
        "1x1", "grouped", "dilated", "atrous",
    )  # fmt: skip
    ranks = (3,)

    kernel_size: PositivePair = along(2, 3, KERNEL)
    stride: PositivePair = along(2, 1, STRIDE)
    padding: Padding2d = along(2, 0, SAME_PADDING)
    dilation: PositivePair = along(2, 1, DILATION)


@register
class Conv1d(_Convolution):
    """Looks for the same short patterns everywhere in a sequence or signal.

    The filters slide along one axis, so it suits sound, sensor data and embedded text. The channels come
    before the length: put a Permute behind an Embedding.
    """

    title = "1-D convolution"
    aliases = ("Conv1D", "Convolution1D", "temporal convolution", "signal", "time series", "causal", "dilated")
    ranks = (2,)

    kernel_size: PositiveSingle = along(1, 3, KERNEL)
    stride: PositiveSingle = along(1, 1, STRIDE)
    padding: Padding1d = along(1, 0, SAME_PADDING)
    dilation: PositiveSingle = along(1, 1, DILATION)


@register
class Conv3d(_Convolution):
    """Looks for the same small patterns everywhere in a volume or a video.

    The filters slide along depth (or time), height and width. Medical scans and video clips are its usual
    input; it costs far more than its two-dimensional sister.
    """

    title = "3-D convolution"
    aliases = ("Conv3D", "Convolution3D", "volumetric", "voxel", "video", "dilated")
    ranks = (4,)

    kernel_size: PositiveTriple = along(3, 3, KERNEL)
    stride: PositiveTriple = along(3, 1, STRIDE)
    padding: Padding3d = along(3, 0, SAME_PADDING)
    dilation: PositiveTriple = along(3, 1, DILATION)


@register
class DepthwiseConv2d(Layer):
    """Gives each channel of an image a filter of its own, without mixing channels.

    A Conv2d whose groups are the input's channels, as in MobileNet: a PointwiseConv2d behind it mixes the
    channels, and both together cost a fraction of one full convolution.
    """

    family = "convolution"
    stem = "depthwise"
    title = "Depthwise convolution"
    aliases = ("DepthwiseConv2D", "separable", "SeparableConv2D", "MobileNet", "per channel", "Xception")
    essential = ("kernel_size",)
    ranks = (3,)

    kernel_size: PositivePair = along(2, 3, KERNEL)
    depth_multiplier: Count = Field(1, description="Filters of each input channel")
    stride: PositivePair = along(2, 1, STRIDE)
    padding: Padding2d = along(2, 0, SAME_PADDING)
    dilation: PositivePair = along(2, 1, DILATION)
    bias: bool = Field(True, description="Whether each filter adds a learned constant")
    padding_mode: PaddingMode = Field("zeros", description="What the padding is filled with")

    def build(self, *shapes: Shape) -> nn.Module:
        """A `torch.nn.Conv2d` with a group for each channel of an input (C, H, W)."""
        from torch import nn

        parameters = dict(self)
        channels = shapes[0][0]
        filters = channels * parameters.pop("depth_multiplier")
        return nn.Conv2d(channels, filters, groups=channels, **parameters)

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """`same` with a stride, and kernels or mirrored edges larger than the image."""
        return (
            _padding(arriving[0], self.padding, self.stride, self.padding_mode)
            or too_large(arriving[0], self.kernel_size, _numbers(self.padding, self.stride), self.dilation)
            or super().explain(arriving, reason)
        )


@register
class PointwiseConv2d(Layer):
    """Mixes the channels of each pixel, one pixel at a time.

    A Conv2d with a 1×1 kernel: the cheap way to change the number of channels, before and behind the
    costly convolutions of a bottleneck and behind a depthwise one.
    """

    family = "convolution"
    stem = "pointwise"
    title = "Pointwise convolution"
    aliases = ("1x1 convolution", "network in network", "bottleneck", "projection", "mix channels", "Conv2D")
    essential = ("out_channels",)
    ranks = (3,)

    out_channels: Count = Field(16, description="Number of channels that come out")
    stride: PositivePair = along(2, 1, "{Unit} from one computed place to the next")
    bias: bool = Field(True, description="Whether each channel adds a learned constant")

    def build(self, *shapes: Shape) -> nn.Module:
        """A `torch.nn.Conv2d` with a 1×1 kernel for an input (C, H, W)."""
        from torch import nn

        return nn.Conv2d(shapes[0][0], kernel_size=1, **dict(self))


class _TransposedConvolution(_Filters):
    """Each number of the input stamps its filter, weighted, onto a larger output."""

    stem = "deconv"
    settled = {"padding_mode": ("zeros",)}
    essential = ("out_channels", "kernel_size", "stride")
    others = ({"stride": 2, "output_padding": 1},)

    padding: Sizes
    output_padding: Sizes
    groups: Count = Field(1, description="Channel groups computed apart")
    bias: bool = Field(True, description="Whether each output channel adds a learned constant")
    dilation: Sizes

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """An output_padding that reaches stride and dilation, which torch finds out in a real run only."""
        steps = tuple(map(max, self.stride, self.dilation))
        if all(added < step for added, step in zip(self.output_padding, steps, strict=True)):
            return None
        return OUTPUT_PADDING_TOO_LARGE.finding(
            output_padding=format_value(self.output_padding), input=arriving[0], steps=format_value(steps)
        )

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Groups that do not divide, and padding that leaves nothing."""
        refused = _groups(arriving[0], self.groups, self.out_channels)
        if refused is None and any(self.padding):
            return NOTHING_LEFT_BY_PADDING.finding(padding=format_value(self.padding), input=arriving[0])
        return refused or super().explain(arriving, reason)


STAMP = "{extent} of the patch each input number spreads over, in {unit}"
UPSTRIDE = "{Unit} from one patch to the next: the factor the size grows by"
TAKEN = "{Unit} taken away on each side of the result"
ADDED = "{Unit} added at the end of the result, for sizes that a stride makes ambiguous"
SPREAD = "Spacing between the {unit} of a patch"


@register
class ConvTranspose2d(_TransposedConvolution):
    """Makes an image larger with learned filters: the way back of a convolution.

    Decoders, segmentation networks and generators use it to grow feature maps; stride 2 doubles height and
    width. A kernel_size that stride divides avoids a checkerboard pattern.
    """

    title = "2-D transposed convolution"
    aliases = ("Conv2DTranspose", "deconvolution", "upconvolution", "upsample", "fractionally strided", "decoder")
    ranks = (3,)

    kernel_size: PositivePair = along(2, 2, STAMP)
    stride: PositivePair = along(2, 1, UPSTRIDE)
    padding: NonNegativePair = along(2, 0, TAKEN)
    output_padding: NonNegativePair = along(2, 0, ADDED)
    dilation: PositivePair = along(2, 1, SPREAD)


@register
class ConvTranspose1d(_TransposedConvolution):
    """Makes a sequence longer with learned filters: the way back of a 1-D convolution.

    It grows signals in decoders and sound generators. A kernel_size that stride divides avoids a pattern
    that repeats with the stride.
    """

    title = "1-D transposed convolution"
    aliases = ("Conv1DTranspose", "deconvolution", "upconvolution", "upsample", "decoder")
    ranks = (2,)

    kernel_size: PositiveSingle = along(1, 2, STAMP)
    stride: PositiveSingle = along(1, 1, UPSTRIDE)
    padding: NonNegativeSingle = along(1, 0, TAKEN)
    output_padding: NonNegativeSingle = along(1, 0, ADDED)
    dilation: PositiveSingle = along(1, 1, SPREAD)


@register
class ConvTranspose3d(_TransposedConvolution):
    """Makes a volume larger with learned filters: the way back of a 3-D convolution.

    The decoder of volumetric segmentation grows its feature maps with it; stride 2 doubles depth, height
    and width.
    """

    title = "3-D transposed convolution"
    aliases = ("Conv3DTranspose", "deconvolution", "upconvolution", "upsample", "decoder")
    ranks = (4,)

    kernel_size: PositiveTriple = along(3, 2, STAMP)
    stride: PositiveTriple = along(3, 1, UPSTRIDE)
    padding: NonNegativeTriple = along(3, 0, TAKEN)
    output_padding: NonNegativeTriple = along(3, 0, ADDED)
    dilation: PositiveTriple = along(3, 1, SPREAD)


def _numbers(padding: Sizes | str, like: Sizes) -> Sizes:
    return (0,) * len(like) if isinstance(padding, str) else padding


def _groups(arriving: Arrival, groups: int, out_channels: int) -> Explanation | None:
    if arriving.shape[0] % groups == 0 and out_channels % groups == 0:
        return None
    return GROUPS_DO_NOT_DIVIDE.finding(
        groups=groups, channels=arriving.shape[0], input=arriving, out_channels=out_channels
    )


def _padding(arriving: Arrival, padding: Sizes | str, stride: Sizes, mode: PaddingMode) -> Explanation | None:
    """`same` with a stride, and edges that are to be filled with more of the input than there is."""
    if padding == "same" and any(step > 1 for step in stride):
        return SAME_PADDING_WITH_STRIDE.finding(stride=format_value(stride), unit=UNITS[len(stride)])
    numbers = _numbers(padding, stride)
    if mode in ("reflect", "circular") and any(
        pad >= size for pad, size in zip(numbers, arriving.shape[1:], strict=True)
    ):
        return MIRRORED_PADDING_TOO_WIDE.finding(
            padding=format_value(numbers), mode=mode, unit=UNITS[len(stride)], input=arriving
        )
    return None
