"""What changes the height and width of pictures: resizing, padding, crops in the middle or by chance."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from studio.data.config.transforms.transform import AsTuple, Fill, Transform, ordered
from studio.layers.types import PositivePair

_Side = Annotated[int, Field(ge=1, le=10_000)]
_Edge = Annotated[int, Field(ge=0, le=10_000)]


def _single(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _edges(value: Any) -> Any:
    """Left, top, right and bottom of one number for all, or of two: left and right, top and bottom."""
    value = _single(value)
    return value * (4 // len(value)) if isinstance(value, tuple) and len(value) in (1, 2) else value


Edges = Annotated[tuple[_Edge, _Edge, _Edge, _Edge], BeforeValidator(_edges)]
"""Pixels added left, above, right and below."""

PaddingMode = Annotated[
    Literal["constant", "edge", "reflect"],
    Field(description="What the added pixels are: one brightness, the edge pixel, or the picture mirrored"),
]
FrameSize = Annotated[PositivePair, Field(description="Height and width in pixels; a single number stands for both")]


class Framing(Transform):
    """What gives pictures another height and width; targets made of pixels follow."""

    moves = True

    @property
    def resizes(self) -> bool:
        """It does."""
        return True


class Resize(Framing):
    """Brings pictures to one size, bilinear and antialiased; a single number is for the shorter side.

    Given one number, the longer side follows so that nothing is squeezed: pictures of several shapes stay so, until a
    crop makes them alike.
    """

    title = "Resize"
    essential = ("size",)
    random = False

    size: Annotated[
        tuple[_Side, ...],
        BeforeValidator(_single),
        Field(min_length=1, max_length=2, description="Height and width in pixels, or one number for the shorter side"),
    ] = (224, 224)


class CenterCrop(Framing):
    """Cuts the middle out of a picture; one that is smaller gets black around it."""

    title = "Center crop"
    essential = ("size",)
    random = False

    size: FrameSize = (224, 224)


class Pad(Framing):
    """Adds pixels around a picture."""

    title = "Pad"
    essential = ("padding",)
    random = False

    padding: Annotated[
        Edges, Field(description="Pixels added left, above, right and below; one number for all, two for both axes")
    ] = (2, 2, 2, 2)
    padding_mode: PaddingMode = "constant"
    fill: Fill = 0.0


class RandomCrop(Framing):
    """Cuts a frame of this size out of a picture at a place drawn evenly, after padding it.

    Validation, test, an exported file and predictions get the middle instead, of the picture without the padding
    where that is large enough.
    """

    title = "Random crop"
    essential = ("size",)

    size: FrameSize = (32, 32)
    padding: Annotated[
        Edges, Field(description="Pixels added left, above, right and below first; one number for all")
    ] = (0, 0, 0, 0)
    padding_mode: PaddingMode = "constant"
    fill: Fill = 0.0


class RandomResizedCrop(Framing):
    """Cuts out a part drawn by its share of the area and its shape, at a place drawn evenly, and scales it.

    The share of the area is drawn evenly, the ratio of width to height evenly by its logarithm; after ten draws that do
    not fit it is the middle. Validation, test, an exported file and predictions get the largest middle part of the
    frame's shape instead, scaled to its size. Pictures of several sizes are brought to the Input's size before it; a
    Resize that stands before it keeps more of them.
    """

    title = "Random resized crop"
    essential = ("size",)

    size: FrameSize = (224, 224)
    scale: Annotated[
        tuple[Annotated[float, Field(gt=0.0, le=1.0)], Annotated[float, Field(gt=0.0, le=1.0)]],
        AsTuple,
        ordered("scale"),
        Field(description="Shares of the picture's area, from and to"),
    ] = (0.08, 1.0)
    ratio: Annotated[
        tuple[Annotated[float, Field(gt=0.0, le=100.0)], Annotated[float, Field(gt=0.0, le=100.0)]],
        AsTuple,
        ordered("ratio"),
        Field(description="Ratios of width to height, from and to"),
    ] = (0.75, 4 / 3)
