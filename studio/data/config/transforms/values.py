"""What changes the numbers that samples are made of: scales, noise, erased parts."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from studio.data.config.transforms.transform import PICTURES, AsTuple, Chance, Sample, Transform, ordered
from studio.layers.types import Real
from studio.text import tr

NUMBERS: frozenset[Sample] = frozenset({"picture", "row", "point", "sample", "recording"})
BYTE = 1 / 255
"""The scale that brings bytes from 0 to 255 to numbers from 0 to 1."""

_Deviation = Annotated[float, Field(gt=0.0, le=1e6)]
_Ratio = Annotated[float, Field(gt=0.0, le=100.0)]
_Part = Annotated[float, Field(ge=0.0, le=1.0)]


class Rescale(Transform):
    """Multiplies the brightness of pixels, counted in bytes from 0 to 255, by a number, as rescale of Keras does.

    Pictures are numbers from 0 to 1 here from the beginning, which is what 1/255 makes of bytes: with it nothing is
    scaled a second time. Another scale or an offset counts from the bytes as well: 1/127.5 and -1 give numbers from -1
    to 1.
    """

    title = "Rescale"
    essential = ("scale",)
    random = False

    scale: float = Field(BYTE, gt=0.0, le=1e3, description="What bytes from 0 to 255 are multiplied by")
    offset: Annotated[Real, Field(description="What is added then")] = 0.0

    @property
    def factor(self) -> float:
        """What numbers from 0 to 1 are multiplied by; just 1 where the scale is that of bytes."""
        return 1.0 if abs(self.scale * 255 - 1) < 1e-4 else self.scale * 255

    @property
    def changes(self) -> bool:
        """Whether numbers from 0 to 1 become others."""
        return self.factor != 1.0 or self.offset != 0.0


class Normalize(Transform):
    """Shifts each channel (of a table each column) by a mean and divides it by a deviation.

    Where none are given, they are measured on the training samples as they are without chance, so that these have mean
    0 and deviation 1; the run keeps them. It is what the switch normalize does, at a place of the list.
    """

    title = "Normalize"
    samples = NUMBERS
    random = False
    scales = True

    mean: Annotated[
        tuple[Real, ...] | None,
        AsTuple,
        Field(description="What is subtracted from each channel, one number a channel; empty: measured"),
    ] = None
    std: Annotated[
        tuple[_Deviation, ...] | None,
        AsTuple,
        Field(title="Deviation", description="What each channel is divided by; empty: measured"),
    ] = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.mean is None) != (self.std is None):
            raise ValueError(tr("mean and std are given together, or both measured."))
        if self.mean is not None and self.std is not None and len(self.mean) != len(self.std):
            raise ValueError(tr("mean and std have a number for each channel, so they are just as many."))
        return self

    @property
    def is_measured(self) -> bool:
        """Whether its numbers are measured on the training samples."""
        return self.mean is None


class GaussianNoise(Transform):
    """Adds to each number of a picture one drawn from a bell curve; brightness is cut to 0 and 1 where clip is on."""

    title = "Gaussian noise"
    essential = ("sigma",)
    of_any_scale = True

    mean: float = Field(0.0, ge=-1e3, le=1e3, description="Middle of the bell curve")
    sigma: float = Field(0.1, ge=0.0, le=1e3, description="Standard deviation of the bell curve")
    clip: bool = Field(True, description="Cut to the range from 0 to 1 afterwards; not behind what scales values")
    p: Chance = 1.0


class RandomErasing(Transform):
    """Paints a rectangle of a picture over, by chance: its share of the area and its shape are drawn.

    The share of the area is drawn evenly, the ratio of height to width evenly by its logarithm; where ten draws do not
    fit into the picture, nothing is erased.
    """

    title = "Random erasing"
    samples: ClassVar[frozenset[Sample]] = PICTURES
    of_any_scale = True

    p: Chance = 0.5
    scale: Annotated[
        tuple[_Part, _Part],
        AsTuple,
        ordered("scale"),
        Field(description="Shares of the area that are erased, from and to"),
    ] = (0.02, 0.33)
    ratio: Annotated[
        tuple[_Ratio, _Ratio], AsTuple, ordered("ratio"), Field(description="Ratios of height to width, from and to")
    ] = (0.3, 3.3)
    value: Annotated[Real, Field(description="What is painted there")] = 0.0
