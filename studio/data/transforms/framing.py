"""Steps that change the height and width of pictures without squeezing them: padding, crops of the middle, sides."""

from __future__ import annotations

from typing import Annotated, Literal

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn.functional import interpolate, pad

from studio.data.transforms.values import SampleShape, Size, Value
from studio.text import tr

Edge = Annotated[int, Field(ge=0)]


class ResizeShorter(Value):
    """Pictures (N, C, any, any) to a length of their shorter side, the longer one in proportion and rounded down.

    Bilinear with antialiasing, as Pillow and torchvision do.
    """

    kind: Literal["resize_shorter"] = "resize_shorter"
    size: Size

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        channels, height, width = _picture(shape)
        if height is None or width is None:
            return channels, None, None
        return channels, *shorter(height, width, self.size)

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToShorter(self.size)


class Crop(Value):
    """The middle of pictures; what is smaller gets 0 around it. An odd rest is left over as torchvision leaves it."""

    kind: Literal["crop"] = "crop"
    height: Size
    width: Size

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        return _picture(shape)[0], self.height, self.width

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToMiddle(self.height, self.width)


class Pad(Value):
    """Pixels added around pictures: `edges` are left, top, right and bottom."""

    kind: Literal["pad"] = "pad"
    edges: tuple[Edge, Edge, Edge, Edge]
    mode: Literal["constant", "edge", "reflect"]
    fill: float

    @model_validator(mode="after")
    def _plain_fill(self) -> Pad:
        if self.mode != "constant" and self.fill:
            raise ValueError(tr("only constant padding has a brightness of its own"))
        return self

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        channels, height, width = _picture(shape)
        left, top, right, bottom = self.edges
        if self.mode == "reflect" and (
            (width is not None and max(left, right) >= width) or (height is not None and max(top, bottom) >= height)
        ):
            raise ValueError(tr("a picture can be mirrored only as far as it reaches"))
        return (
            channels,
            None if height is None else height + top + bottom,
            None if width is None else width + left + right,
        )

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToPadded(self.edges, self.mode, self.fill)


def shorter(height: int, width: int, size: int) -> tuple[int, int]:
    """Height and width whose shorter one is `size`, the other one in proportion and rounded down."""
    return (size, size * width // height) if height <= width else (size * height // width, size)


def _picture(shape: SampleShape) -> tuple[Size | None, Size | None, Size | None]:
    if len(shape) != 3:
        raise ValueError(tr("only pictures have a height and a width"))
    return shape[0], shape[1], shape[2]


class ToShorter(nn.Module):
    """Pictures whose shorter side is given, in [0, 1] as they came."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, pictures: Tensor) -> Tensor:
        height, width = pictures.shape[-2:]
        # Without a branch, so that an exported network takes pictures of any shape.
        least = torch.sym_min(height, width)
        size = (self.size * height // least, self.size * width // least)
        return interpolate(pictures, size=size, mode="bilinear", antialias=True).clamp(0.0, 1.0)


class ToMiddle(nn.Module):
    """The middle (N, C, height, width) of pictures."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        self.height, self.width = height, width

    def forward(self, pictures: Tensor) -> Tensor:
        return _stretch(_stretch(pictures, -2, self.height), -1, self.width)


def _stretch(pictures: Tensor, axis: int, size: int) -> Tensor:
    """The middle of pictures along one axis, with 0 around it where it is too short.

    By indices that are computed, so that an exported network takes pictures of any size.
    """
    length = torch.full((), pictures.shape[axis], dtype=torch.int64, device=pictures.device)
    rest = length - size
    # Half of what is left over, to the even number: what round does.
    start = torch.where(rest >= 0, (rest + rest // 2 % 2) // 2, -(-rest // 2))
    places = torch.arange(size, device=pictures.device) + start
    inside = (places >= 0) & (places < length)
    taken = pictures.index_select(axis, places.clamp(min=0).minimum(length - 1))
    along = (size, 1) if axis == -2 else (size,)
    return taken * inside.reshape(along).to(taken.dtype)


class ToPadded(nn.Module):
    """Pictures with pixels added around them."""

    def __init__(self, edges: tuple[int, int, int, int], mode: str, fill: float) -> None:
        super().__init__()
        left, top, right, bottom = edges
        self.edges = (left, right, top, bottom)
        self.mode, self.fill = {"edge": "replicate"}.get(mode, mode), fill

    def forward(self, pictures: Tensor) -> Tensor:
        if self.mode == "constant":
            return pad(pictures, self.edges, value=self.fill)
        return pad(pictures, self.edges, mode=self.mode)
