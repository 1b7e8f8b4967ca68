"""Layers that slide a small learned window over their input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from studio.layers.declaration import format_value
from studio.layers.registry import register
from studio.layers.spec import Arrival, Layer, Shape
from studio.layers.types import Count, Padding2d, PositivePair
from studio.layers.windows import too_large

if TYPE_CHECKING:
    from torch import nn


@register
class Conv2d(Layer):
    """Looks for the same small patterns everywhere in an image.

    Each output channel is one learned filter of kernel_size, slid over the image and looking at all its
    channels. Stacked convolutions see ever larger parts of the picture. A 1×1 kernel mixes channels only;
    groups equal to the input channels give each channel a filter of its own.
    """

    family = "convolution"
    stem = "conv"
    title = "2-D convolution"
    aliases = (
        "Conv2D", "Convolution2D", "DepthwiseConv2D", "cnn", "convolutional", "filter", "kernel", "feature map",
        "pointwise", "1x1", "depthwise", "grouped", "dilated", "atrous",
    )  # fmt: skip
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

    def explain(self, arriving: Sequence[Arrival], reason: str) -> tuple[str, str]:
        """Groups that do not divide, `same` with a stride, kernels and mirrored edges larger than the image."""
        image = arriving[0]
        if image.shape[0] % self.groups or self.out_channels % self.groups:
            return (
                f"groups is {self.groups}, which does not divide both the {image.shape[0]} channels of the input "
                f"{image} and out_channels {self.out_channels}.",
                "Choose a number of groups that divides both, such as 1.",
            )
        if self.padding == "same" and self.stride != (1, 1):
            return (
                f"padding “same” is possible with stride 1 only, but stride is {format_value(self.stride)}.",
                "Set stride to 1, or give the padding in pixels.",
            )
        padding = (0, 0) if isinstance(self.padding, str) else self.padding
        if self.padding_mode in ("reflect", "circular") and any(
            pad >= size for pad, size in zip(padding, image.shape[1:], strict=True)
        ):
            return (
                f"padding {format_value(padding)} is too much for padding_mode “{self.padding_mode}”: "
                f"it takes its pixels from the input {image}.",
                "Use less padding than the image has pixels, or padding_mode “zeros”.",
            )
        return too_large(image, self.kernel_size, padding, self.dilation) or super().explain(arriving, reason)
