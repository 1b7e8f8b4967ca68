"""Layers that make an image smaller by summing up each neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from studio.layers.declaration import format_value
from studio.layers.registry import register
from studio.layers.spec import Arrival, Layer, Shape
from studio.layers.types import NonNegativePair, PositivePair
from studio.layers.windows import too_large

if TYPE_CHECKING:
    from torch import nn


class _Pool2d(Layer):
    """A window of kernel_size moved on by stride; without a stride the windows lie side by side."""

    family = "pooling"
    stem = "pool"
    essential = ("kernel_size",)
    ranks = (3,)

    kernel_size: PositivePair = Field((2, 2), description="Height and width of the window, in pixels")
    stride: PositivePair | None = Field(None, description="Pixels the window moves on; empty: its own size")
    padding: NonNegativePair = Field((0, 0), description="Pixels added on each side, at most half the window")

    def explain(self, arriving: Sequence[Arrival], reason: str) -> tuple[str, str]:
        """Padding beyond half the window, and windows larger than the image."""
        if any(2 * p > k for p, k in zip(self.padding, self.kernel_size, strict=True)):
            return (
                f"padding {format_value(self.padding)} is more than half of "
                f"kernel_size {format_value(self.kernel_size)}.",
                "Use less padding or a larger window.",
            )
        dilation = getattr(self, "dilation", (1, 1))
        refused = too_large(arriving[0], self.kernel_size, self.padding, dilation)
        return refused or super().explain(arriving, reason)


@register
class MaxPool2d(_Pool2d):
    """Keeps the largest value of each window.

    Halves height and width with the usual 2×2 window and makes the network care less where exactly a
    pattern was seen.
    """

    title = "2-D max pooling"
    aliases = ("MaxPooling2D", "maximum", "max pooling", "downsample", "subsampling", "shrink")

    dilation: PositivePair = Field((1, 1), description="Spacing between the pixels a window looks at")
    ceil_mode: bool = Field(False, description="Whether a window may hang over the edge, rounding the size up")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.MaxPool2d` for an input (C, H, W)."""
        from torch import nn

        return nn.MaxPool2d(**dict(self))


@register
class AvgPool2d(_Pool2d):
    """Replaces each window by its mean.

    Smoother than max pooling; the classic LeNet uses it between its convolutions.
    """

    title = "2-D average pooling"
    aliases = ("AveragePooling2D", "mean pooling", "average pooling", "downsample", "subsampling", "shrink")

    ceil_mode: bool = Field(False, description="Whether a window may hang over the edge, rounding the size up")
    count_include_pad: bool = Field(True, description="Whether padded zeros count in the mean")

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.AvgPool2d` for an input (C, H, W)."""
        from torch import nn

        return nn.AvgPool2d(**dict(self))


def _pair_of_optional(value: Any) -> Any:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return (value, value)
    return tuple(value) if isinstance(value, list) else value


_Size = Annotated[int, Field(ge=1, le=10_000)] | None


@register
class AdaptiveAvgPool2d(Layer):
    """Averages an image of any size down to a given size.

    With size 1×1 it is global average pooling: one number a channel, whatever the picture's size, in place
    of the large Linear layers of older networks.
    """

    family = "pooling"
    stem = "pool"
    title = "2-D adaptive average pooling"
    aliases = ("global average pooling", "GlobalAveragePooling2D", "GAP", "mean pooling", "resize")
    essential = ("output_size",)
    ranks = (3,)

    output_size: Annotated[tuple[_Size, _Size], BeforeValidator(_pair_of_optional)] = Field(
        (1, 1), description="Height and width that come out; empty keeps the input's"
    )

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.AdaptiveAvgPool2d` for an input (C, H, W)."""
        from torch import nn

        return nn.AdaptiveAvgPool2d(self.output_size)
