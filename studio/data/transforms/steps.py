"""The steps that bring raw samples to a network's Input: each a value for files, and a module that does it."""

from __future__ import annotations

from math import prod
from typing import Annotated, Literal

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn.functional import interpolate

from studio.data.transforms.framing import Crop, Pad, ResizeShorter
from studio.data.transforms.levels import WHITE
from studio.data.transforms.row_steps import CropSequence, Fill, OneHot, Tokens
from studio.data.transforms.sound_steps import Amplify, FitLength
from studio.data.transforms.values import SampleShape, Size, Value
from studio.text import tr

LUMA = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in brightness (ITU-R BT.601, as Pillow has them)."""

GREY, COLOUR = 1, 3
"""Channels of pictures."""


class Grey(Value):
    """Colour pictures (N, 3, H, W) to their brightness (N, 1, H, W)."""

    kind: Literal["grey"] = "grey"

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        return _recoloured(shape, COLOUR, GREY)

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToGrey()


class Colour(Value):
    """Grey pictures (N, 1, H, W) to three equal channels (N, 3, H, W)."""

    kind: Literal["colour"] = "colour"

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        return _recoloured(shape, GREY, COLOUR)

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToColour()


class Resize(Value):
    """Pictures (N, C, any, any) to one size, bilinear with antialiasing, as Pillow and torchvision do."""

    kind: Literal["resize"] = "resize"
    height: Size
    width: Size

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        if len(shape) != 3:
            raise ValueError(tr("only pictures can be resized"))
        return shape[0], self.height, self.width

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToSize(self.height, self.width)


class Bytes(Value):
    """Pictures in [0, 1] rounded to the 256 levels of a byte, as many of them are kept."""

    kind: Literal["bytes"] = "bytes"

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        if len(shape) != 3:
            raise ValueError(tr("only pictures can be rounded to levels"))
        return shape

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToLevels()


class Normalize(Value):
    """Each channel (feature) shifted by its mean and divided by its deviation."""

    kind: Literal["normalize"] = "normalize"
    mean: tuple[float, ...]
    deviation: tuple[Annotated[float, Field(gt=0.0)], ...]

    @model_validator(mode="after")
    def _pairs(self) -> Normalize:
        if len(self.mean) != len(self.deviation):
            raise ValueError(tr("there must be a deviation for each mean"))
        return self

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        if not shape or shape[0] != len(self.mean):
            raise ValueError(tr("there must be a mean for each channel"))
        return shape

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToNormal(self.mean, self.deviation)


class Scale(Value):
    """All numbers of a picture multiplied by a factor and shifted."""

    kind: Literal["scale"] = "scale"
    factor: Annotated[float, Field(gt=0.0)]
    offset: float

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step, which is that before it."""
        return shape

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToScale(self.factor, self.offset)


class Reshape(Value):
    """The numbers of a sample in another shape, in the same order."""

    kind: Literal["reshape"] = "reshape"
    to: tuple[Size, ...] = Field(min_length=1)

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step. Raises ValueError where it cannot be taken."""
        sizes = [size for size in shape if size is not None]
        if len(sizes) < len(shape) or prod(sizes) != prod(self.to):
            raise ValueError(tr("a shape must hold just as many numbers as the one before"))
        return self.to

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToShape(self.to)


OfPictures = Grey | Colour | Resize | ResizeShorter | Crop | Pad | Bytes | Scale
OfRows = Fill | OneHot | Tokens
OfSound = FitLength | Amplify
Step = Annotated[OfPictures | OfRows | OfSound | CropSequence | Normalize | Reshape, Field(discriminator="kind")]
"""Any step, as a file names it by its `kind`."""


def _recoloured(shape: SampleShape, before: int, after: int) -> SampleShape:
    if len(shape) != 3 or shape[0] != before:
        raise ValueError(tr("only pictures of {before} channels can be given {after}", before=before, after=after))
    return after, *shape[1:]


class ToGrey(nn.Module):
    """Brightness (N, 1, H, W) of pictures (N, 3, H, W)."""

    shares: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("shares", torch.tensor(LUMA).reshape(1, 3, 1, 1), persistent=False)

    def forward(self, pictures: Tensor) -> Tensor:
        return (pictures * self.shares).sum(dim=1, keepdim=True)


class ToColour(nn.Module):
    """Three equal channels (N, 3, H, W) of grey pictures (N, 1, H, W)."""

    def forward(self, pictures: Tensor) -> Tensor:
        return pictures.expand(-1, COLOUR, -1, -1)


class ToSize(nn.Module):
    """Pictures of one height and width, in [0, 1] as they came."""

    def __init__(self, height: int, width: int) -> None:
        super().__init__()
        self.height, self.width = height, width

    def forward(self, pictures: Tensor) -> Tensor:
        size = (self.height, self.width)
        return interpolate(pictures, size=size, mode="bilinear", antialias=True).clamp(0.0, 1.0)


class ToLevels(nn.Module):
    """Pictures in [0, 1] at the nearest levels of a byte."""

    def forward(self, pictures: Tensor) -> Tensor:
        return (pictures * WHITE).round() / WHITE


class OfChannels(nn.Module):
    """Holds a mean and a deviation for each channel, as numbers that belong to no weights."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, mean: tuple[float, ...], deviation: tuple[float, ...]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean), persistent=False)
        self.register_buffer("deviation", torch.tensor(deviation), persistent=False)

    def along(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and deviation in the shape that meets the channels of `values` (N, C, …)."""
        shape = (-1,) + (1,) * (values.dim() - 2)
        return self.mean.reshape(shape), self.deviation.reshape(shape)


class ToNormal(OfChannels):
    """Samples (N, C, …) shifted and scaled channel by channel."""

    def forward(self, samples: Tensor) -> Tensor:
        mean, deviation = self.along(samples)
        return (samples - mean) / deviation


class ToScale(nn.Module):
    """Samples multiplied by a factor and shifted."""

    def __init__(self, factor: float, offset: float) -> None:
        super().__init__()
        self.factor, self.offset = factor, offset

    def forward(self, samples: Tensor) -> Tensor:
        return samples * self.factor + self.offset


class ToShape(nn.Module):
    """Samples (N, …) in another shape."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, samples: Tensor) -> Tensor:
        return samples.reshape(-1, *self.shape)
