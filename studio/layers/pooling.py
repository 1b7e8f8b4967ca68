"""Layers that make their input smaller by summing up each neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, model_validator

from studio.layers.declaration import format_value
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Arrival, Shape, ports
from studio.layers.types import (
    AdaptivePair,
    AdaptiveSingle,
    AdaptiveTriple,
    NonNegativePair,
    NonNegativeSingle,
    NonNegativeTriple,
    PositivePair,
    PositiveSingle,
    PositiveTriple,
    SharePair,
    ShareTriple,
    Sizes,
)
from studio.layers.windows import along, too_large

if TYPE_CHECKING:
    from torch import nn

Explanation = tuple[str, str]

WINDOW = "{extent} of the window, in {unit}"
STRIDE = "{Unit} the window moves on; empty: its own size"
PADDING = "{Unit} added on each side, at most half the window"
DILATION = "Spacing between the {unit} a window looks at"
OUTPUT = "{extent} that come out; empty keeps the input's"
CEIL_MODE: Any = Field(False, description="Whether a window may hang over the edge, rounding the size up")
RETURN_INDICES: Any = Field(False, description="Whether a second output tells where each maximum stood")


class _Pooling(NativeLayer):
    """Neighbourhoods summed up, channel by channel."""

    family = "pooling"
    stem = "pool"
    essential: ClassVar[tuple[str, ...]] = ("kernel_size",)


class _Window(_Pooling):
    """A window of kernel_size moved on by stride; without a stride the windows lie side by side."""

    kernel_size: Sizes
    stride: Sizes | None

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Padding beyond half the window, and windows larger than the input."""
        padding: Sizes = getattr(self, "padding", (0,) * len(self.kernel_size))
        if any(2 * p > k for p, k in zip(padding, self.kernel_size, strict=True)):
            return (
                f"padding {format_value(padding)} is more than half of kernel_size {format_value(self.kernel_size)}.",
                "Use less padding or a larger window.",
            )
        dilation: Sizes = getattr(self, "dilation", (1,) * len(self.kernel_size))
        refused = too_large(arriving[0], self.kernel_size, padding, dilation)
        return refused or super().explain(arriving, reason)


@ports
def with_indices(layer: Any) -> tuple[str, ...]:
    """The maxima and, on request, their places in the input."""
    return ("output", "indices") if layer.return_indices else ("output",)


class _MaxPool(_Window):
    """The largest value of each window."""

    padding: Sizes
    dilation: Sizes
    return_indices: bool = RETURN_INDICES
    ceil_mode: bool = CEIL_MODE

    outputs = with_indices


@register
class MaxPool2d(_MaxPool):
    """Keeps the largest value of each window.

    Halves height and width with the usual 2×2 window and makes the network care less where exactly a
    pattern was seen. A stride smaller than the window makes the windows overlap, as in AlexNet.
    """

    title = "2-D max pooling"
    aliases = ("MaxPooling2D", "maximum", "max pooling", "downsample", "subsampling", "shrink", "overlapping pooling")
    ranks = (3,)

    kernel_size: PositivePair = along(2, 2, WINDOW)
    stride: PositivePair | None = along(2, None, STRIDE)
    padding: NonNegativePair = along(2, 0, PADDING)
    dilation: PositivePair = along(2, 1, DILATION)


class _AvgPool(_Window):
    """The mean of each window."""

    padding: Sizes
    ceil_mode: bool = CEIL_MODE
    count_include_pad: bool = Field(True, description="Whether padded zeros count in the mean")


@register
class AvgPool2d(_AvgPool):
    """Replaces each window by its mean.

    Smoother than max pooling; the classic LeNet uses it between its convolutions.
    """

    title = "2-D average pooling"
    aliases = ("AveragePooling2D", "mean pooling", "average pooling", "downsample", "subsampling", "shrink")
    ranks = (3,)

    kernel_size: PositivePair = along(2, 2, WINDOW)
    stride: PositivePair | None = along(2, None, STRIDE)
    padding: NonNegativePair = along(2, 0, PADDING)


class _Adaptive(_Pooling):
    """Windows that follow from the size that is to come out."""

    essential = ("output_size",)

    output_size: tuple[int | None, ...]


def _uneven(sizes: Shape, output_size: tuple[int | None, ...]) -> str:
    """What keeps windows of different sizes out of ONNX, which has no such pooling; even ones can be written."""
    if all(wanted is None or size % wanted == 0 for size, wanted in zip(sizes, output_size, strict=True)):
        return ""
    return f"ONNX has no such pooling where output_size does not divide the input's {format_value(sizes)}."


@register
class AdaptiveAvgPool2d(_Adaptive):
    """Averages an image of any size down to a given size.

    With size 1×1 it is global average pooling: one number a channel, whatever the picture's size, in place
    of the large Linear layers of older networks.
    """

    title = "2-D adaptive average pooling"
    aliases = ("global average pooling", "GlobalAveragePooling2D", "GAP", "global pooling", "mean pooling", "resize")
    ranks = (3,)

    output_size: AdaptivePair = along(2, 1, OUTPUT)


class _AdaptiveMax(_Adaptive):
    """The largest value of each window."""

    return_indices: bool = RETURN_INDICES

    outputs = with_indices

    def onnx_obstacle(self, *shapes: Shape) -> str:
        """Windows of different sizes."""
        return _uneven(shapes[0][1:], self.output_size)


@register
class AdaptiveMaxPool2d(_AdaptiveMax):
    """Keeps the largest values of an image of any size, down to a given size.

    With size 1×1 it is global max pooling: for each channel, how strongly its pattern was seen anywhere.
    """

    title = "2-D adaptive max pooling"
    aliases = ("global max pooling", "GlobalMaxPooling2D", "GlobalMaxPool2D", "maximum", "resize")
    ranks = (3,)

    output_size: AdaptivePair = along(2, 1, OUTPUT)


@register
class MaxPool1d(_MaxPool):
    """Keeps the largest value of each stretch of a sequence.

    Halves the length with the usual window of 2, and makes the network care less when exactly something
    happened.
    """

    title = "1-D max pooling"
    aliases = ("MaxPooling1D", "temporal pooling", "maximum", "downsample", "subsampling", "shrink")
    ranks = (2,)

    kernel_size: PositiveSingle = along(1, 2, WINDOW)
    stride: PositiveSingle | None = along(1, None, STRIDE)
    padding: NonNegativeSingle = along(1, 0, PADDING)
    dilation: PositiveSingle = along(1, 1, DILATION)


@register
class AvgPool1d(_AvgPool):
    """Replaces each stretch of a sequence by its mean.

    It smooths a signal and halves its length with the usual window of 2.
    """

    title = "1-D average pooling"
    aliases = ("AveragePooling1D", "moving average", "mean pooling", "downsample", "subsampling", "shrink")
    ranks = (2,)

    kernel_size: PositiveSingle = along(1, 2, WINDOW)
    stride: PositiveSingle | None = along(1, None, STRIDE)
    padding: NonNegativeSingle = along(1, 0, PADDING)


@register
class AdaptiveAvgPool1d(_Adaptive):
    """Averages a sequence of any length down to a given length.

    With size 1 it is global average pooling: one number a channel, however long the sequence.
    """

    title = "1-D adaptive average pooling"
    aliases = ("GlobalAveragePooling1D", "global average pooling 1d", "GAP", "mean pooling", "resize")
    ranks = (2,)

    output_size: AdaptiveSingle = along(1, 1, OUTPUT)


@register
class AdaptiveMaxPool1d(_AdaptiveMax):
    """Keeps the largest values of a sequence of any length, down to a given length.

    With size 1 it is global max pooling: for each channel, how strongly its pattern was seen at any time.
    """

    title = "1-D adaptive max pooling"
    aliases = ("GlobalMaxPooling1D", "GlobalMaxPool1D", "max over time", "maximum", "resize")
    ranks = (2,)

    output_size: AdaptiveSingle = along(1, 1, OUTPUT)


@register
class MaxPool3d(_MaxPool):
    """Keeps the largest value of each block of a volume or video.

    Halves depth, height and width with the usual window of 2, which leaves an eighth of the numbers.
    """

    title = "3-D max pooling"
    aliases = ("MaxPooling3D", "maximum", "downsample", "subsampling", "shrink", "voxel")
    ranks = (4,)

    kernel_size: PositiveTriple = along(3, 2, WINDOW)
    stride: PositiveTriple | None = along(3, None, STRIDE)
    padding: NonNegativeTriple = along(3, 0, PADDING)
    dilation: PositiveTriple = along(3, 1, DILATION)


@register
class AvgPool3d(_AvgPool):
    """Replaces each block of a volume or video by its mean.

    Halves depth, height and width with the usual window of 2, more smoothly than max pooling.
    """

    title = "3-D average pooling"
    aliases = ("AveragePooling3D", "mean pooling", "downsample", "subsampling", "shrink", "voxel")
    ranks = (4,)

    kernel_size: PositiveTriple = along(3, 2, WINDOW)
    stride: PositiveTriple | None = along(3, None, STRIDE)
    padding: NonNegativeTriple = along(3, 0, PADDING)


@register
class AdaptiveAvgPool3d(_Adaptive):
    """Averages a volume of any size down to a given size.

    With size 1 it is global average pooling: one number a channel, whatever the volume's size.
    """

    title = "3-D adaptive average pooling"
    aliases = ("GlobalAveragePooling3D", "GAP", "mean pooling", "resize")
    ranks = (4,)

    output_size: AdaptiveTriple = along(3, 1, OUTPUT)

    def onnx_obstacle(self, *shapes: Shape) -> str:
        """Anything but global pooling."""
        return "" if self.output_size == (1, 1, 1) else "PyTorch writes this pooling with output_size 1 only."


@register
class AdaptiveMaxPool3d(_AdaptiveMax):
    """Keeps the largest values of a volume of any size, down to a given size.

    With size 1 it is global max pooling: for each channel, how strongly its pattern was seen anywhere.
    """

    title = "3-D adaptive max pooling"
    aliases = ("GlobalMaxPooling3D", "GlobalMaxPool3D", "maximum", "resize")
    ranks = (4,)

    output_size: AdaptiveTriple = along(3, 1, OUTPUT)


class _PowerPool(_Window):
    """The power average of each window: the sum of its numbers to the power norm_type, and the root of that."""

    essential = ("norm_type", "kernel_size")

    norm_type: Annotated[float, Field(ge=1.0, le=100.0)] = Field(
        2.0, description="Power p of the norm: 1 sums up, large ones near the maximum"
    )
    kernel_size: Sizes
    stride: Sizes | None
    ceil_mode: bool = CEIL_MODE


@register
class LPPool2d(_PowerPool):
    """Sums up each window by its p-norm, between the sum (p = 1) and the maximum (large p).

    It lies between average and max pooling; with p = 2 it is the root of the sum of squares.
    """

    title = "2-D power-average pooling"
    aliases = ("power average pooling", "p-norm pooling", "Lp pooling", "L2 pooling", "downsample")
    ranks = (3,)

    kernel_size: PositivePair = along(2, 2, WINDOW)
    stride: PositivePair | None = along(2, None, STRIDE)


@register
class LPPool1d(_PowerPool):
    """Sums up each stretch of a sequence by its p-norm, between the sum (p = 1) and the maximum (large p).

    With p = 2 it measures the energy of a signal in each stretch.
    """

    title = "1-D power-average pooling"
    aliases = ("power average pooling", "p-norm pooling", "Lp pooling", "energy", "downsample")
    ranks = (2,)

    kernel_size: PositiveSingle = along(1, 2, WINDOW)
    stride: PositiveSingle | None = along(1, None, STRIDE)

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.LPPool1d`, which wants plain numbers, for an input (C, L)."""
        from torch import nn

        stride = None if self.stride is None else self.stride[0]
        return nn.LPPool1d(self.norm_type, self.kernel_size[0], stride, self.ceil_mode)


@register
class LPPool3d(_PowerPool):
    """Sums up each block of a volume by its p-norm, between the sum (p = 1) and the maximum (large p).

    It lies between average and max pooling; with p = 2 it is the root of the sum of squares.
    """

    title = "3-D power-average pooling"
    aliases = ("power average pooling", "p-norm pooling", "Lp pooling", "downsample")
    ranks = (4,)

    kernel_size: PositiveTriple = along(3, 2, WINDOW)
    stride: PositiveTriple | None = along(3, None, STRIDE)


class _FractionalMaxPool(_Pooling):
    """Max pooling with windows placed at random, by steps that need not be whole numbers (Graham, 2015)."""

    essential = ("kernel_size", "output_size", "output_ratio")
    no_onnx = "It draws its windows at random for every batch."
    others = ({"output_size": 3, "output_ratio": None},)

    kernel_size: Sizes
    output_size: Sizes | None
    output_ratio: tuple[float, ...] | None
    return_indices: bool = RETURN_INDICES

    outputs = with_indices

    @model_validator(mode="before")
    @classmethod
    def _halve_by_default(cls, params: Any) -> Any:
        """Without either of the two, half the input's size comes out."""
        if isinstance(params, dict) and params.get("output_size") is None and params.get("output_ratio") is None:
            return {**params, "output_ratio": 0.5}
        return params

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Both a size and a ratio, and an output that is too large for windows of that size."""
        if self.output_size is not None and self.output_ratio is not None:
            return (
                f"output_size and output_ratio both say what size the input {arriving[0]} gets.",
                "Clear one of them.",
            )
        return (
            f"The input {arriving[0]} is too small for windows of {format_value(self.kernel_size)} "
            "and an output of that size.",
            "Make output_size (or output_ratio) or kernel_size smaller.",
        )


RATIO = "Part of the input's size that comes out, between 0 and 1; instead of output_size"
FRACTIONAL_OUTPUT = "{extent} that come out; instead of output_ratio"


@register
class FractionalMaxPool2d(_FractionalMaxPool):
    """Keeps the largest value of windows that shrink an image by a factor such as 0.7.

    The windows are placed at random for every batch, in use as well as in training, which acts against
    learning by heart. The image shrinks gently, so that more layers fit.
    """

    title = "2-D fractional max pooling"
    aliases = ("fractional pooling", "stochastic pooling", "random pooling", "maximum", "downsample")
    ranks = (3,)

    kernel_size: PositivePair = along(2, 2, WINDOW)
    output_size: PositivePair | None = along(2, None, FRACTIONAL_OUTPUT)
    output_ratio: SharePair | None = along(2, None, RATIO)


@register
class FractionalMaxPool3d(_FractionalMaxPool):
    """Keeps the largest value of windows that shrink a volume by a factor such as 0.7.

    The windows are placed at random for every batch, in use as well as in training, which acts against
    learning by heart.
    """

    title = "3-D fractional max pooling"
    aliases = ("fractional pooling", "stochastic pooling", "random pooling", "maximum", "downsample")
    ranks = (4,)

    kernel_size: PositiveTriple = along(3, 2, WINDOW)
    output_size: PositiveTriple | None = along(3, None, FRACTIONAL_OUTPUT)
    output_ratio: ShareTriple | None = along(3, None, RATIO)
