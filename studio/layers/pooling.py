"""Layers that make their input smaller by summing up each neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, Shape, ports
from studio.layers.types import (
    NonNegativePair,
    NonNegativeSingle,
    NonNegativeTriple,
    PositivePair,
    PositiveSingle,
    PositiveTriple,
    Sizes,
)
from studio.layers.windows import along, too_large

if TYPE_CHECKING:
    from torch import nn


WINDOW = "{extent} of the window, in {unit}"
STRIDE = "{Unit} the window moves on; empty: its own size"
PADDING = "{Unit} added on each side, at most half the window"
DILATION = "Spacing between the {unit} a window looks at"
CEIL_MODE: Any = Field(False, description="Whether a window may hang over the edge, rounding the size up")
RETURN_INDICES: Any = Field(False, description="Whether a second output tells where each maximum stood")


PADDING_OVER_HALF_WINDOW = Kind(
    "padding-over-half-window",
    "padding {padding} is more than half of kernel_size {kernel_size}.",
    "Use less padding or a larger window.",
)


class Pooling(NativeLayer):
    """Neighbourhoods summed up, channel by channel."""

    family = "pooling"
    stem = "pool"
    essential: ClassVar[tuple[str, ...]] = ("kernel_size",)


class _Window(Pooling):
    """A window of kernel_size moved on by stride; without a stride the windows lie side by side."""

    kernel_size: Sizes
    stride: Sizes | None

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Padding beyond half the window, and windows larger than the input."""
        padding: Sizes = getattr(self, "padding", (0,) * len(self.kernel_size))
        if any(2 * p > k for p, k in zip(padding, self.kernel_size, strict=True)):
            return PADDING_OVER_HALF_WINDOW.finding(
                padding=format_value(padding), kernel_size=format_value(self.kernel_size)
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

    settled = {"divisor_override": (None,)}

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
