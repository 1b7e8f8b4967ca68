"""Layers that slide a small learned window over their input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from studio.layers.registry import register
from studio.layers.spec import Layer, Shape, format_shape
from studio.layers.types import Count, Padding2d, PositivePair
from studio.layers.windows import too_large

if TYPE_CHECKING:
    from torch import nn


@register
class Conv2d(Layer):
    """Looks for the same small patterns everywhere in an image.

    Each output channel is one learned filter of kernel_size slid over all input channels; stacked
    convolutions see ever larger parts of the picture.
    """

    family = "convolution"
    stem = "conv"
    title = "2-D convolution"
    aliases = ("convolutional", "filter", "kernel", "pointwise", "depthwise", "SeparableConv2D")
    essential = ("out_channels", "kernel_size")
    ranks = (3,)

    out_channels: Count = Field(16, description="Number of filters, which is the number of channels that come out")
    kernel_size: PositivePair = Field((3, 3), description="Height and width of each filter, in pixels")
    stride: PositivePair = Field((1, 1), description="Pixels the filter moves on at each step")
    padding: Padding2d = Field((0, 0), description="Pixels added on each side; “same” keeps height and width")
    dilation: PositivePair = Field((1, 1), description="Spacing between the pixels a filter looks at")
    groups: Count = Field(1, description="Channel groups convolved apart; equal to the input channels: depthwise")
    bias: bool = Field(True, description="Whether each filter adds a learned constant")
    padding_mode: Literal["zeros", "reflect", "replicate", "circular"] = Field(
        "zeros", description="What the padding is filled with"
    )

    def build(self, *shapes: Shape) -> nn.Module:
        """`torch.nn.Conv2d` for an input (C, H, W)."""
        from torch import nn

        return nn.Conv2d(shapes[0][0], **dict(self))

    def explain(self, shapes: Sequence[Shape], error: Exception) -> tuple[str, str]:
        """Groups that do not divide, `same` with a stride, and kernels larger than the image."""
        channels = shapes[0][0]
        if channels % self.groups or self.out_channels % self.groups:
            return (
                f"groups {self.groups} divides not both the {channels} channels of the input {format_shape(shapes[0])} "
                f"and out_channels {self.out_channels}.",
                "Choose groups that divides both, such as 1.",
            )
        if self.padding == "same" and self.stride != (1, 1):
            return (
                "padding “same” is only possible with stride 1.",
                "Set stride to 1, or give the padding in pixels.",
            )
        padding = (0, 0) if isinstance(self.padding, str) else self.padding
        return too_large(shapes[0], self.kernel_size, padding, self.dilation) or super().explain(shapes, error)
