"""Pooling whose windows follow from the size that is to come out: adaptive, global and fractional."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import model_validator

from studio.graph import Kind
from studio.layers.declaration import format_value
from studio.layers.pooling import RETURN_INDICES, WINDOW, Pooling, with_indices
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, Shape
from studio.layers.types import (
    AdaptivePair,
    AdaptiveSingle,
    AdaptiveTriple,
    PositivePair,
    PositiveTriple,
    SharePair,
    ShareTriple,
    Sizes,
)
from studio.layers.windows import along
from studio.text import tr

OUTPUT = "{extent} that come out; empty keeps the input's"


TOO_SMALL_FOR_WINDOWS = Kind(
    "too-small-for-windows",
    "The input {input} is too small for windows of {kernel_size} and an output of that size.",
    "Make output_size (or output_ratio) or kernel_size smaller.",
)
SIZE_AND_RATIO = Kind(
    "size-and-ratio", "output_size and output_ratio both say what size the input {input} gets.", "Clear one of them."
)


class _Adaptive(Pooling):
    """Windows that follow from the size that is to come out."""

    essential = ("output_size",)

    output_size: tuple[int | None, ...]


def _uneven(sizes: Shape, output_size: tuple[int | None, ...]) -> str:
    """What keeps windows of different sizes out of ONNX, which has no such pooling; even ones can be written."""
    if all(wanted is None or size % wanted == 0 for size, wanted in zip(sizes, output_size, strict=True)):
        return ""
    return tr(
        "ONNX has no such pooling where output_size does not divide the input's {sizes}.", sizes=format_value(sizes)
    )


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
        return "" if self.output_size == (1, 1, 1) else tr("PyTorch writes this pooling with output_size 1 only.")


@register
class AdaptiveMaxPool3d(_AdaptiveMax):
    """Keeps the largest values of a volume of any size, down to a given size.

    With size 1 it is global max pooling: for each channel, how strongly its pattern was seen anywhere.
    """

    title = "3-D adaptive max pooling"
    aliases = ("GlobalMaxPooling3D", "GlobalMaxPool3D", "maximum", "resize")
    ranks = (4,)

    output_size: AdaptiveTriple = along(3, 1, OUTPUT)


class _FractionalMaxPool(Pooling):
    """Max pooling with windows placed at random, by steps that need not be whole numbers (Graham, 2015)."""

    essential = ("kernel_size", "output_ratio")
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
            return SIZE_AND_RATIO.finding(input=arriving[0])
        return TOO_SMALL_FOR_WINDOWS.finding(input=arriving[0], kernel_size=format_value(self.kernel_size))


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
