"""What changes the colours and the sharpness of pictures."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from studio.data.config.transforms.transform import AsTuple, Chance, Transform, around, in_short, ordered
from studio.layers.types import PositivePair
from studio.text import tr

_Factor = Annotated[float, Field(ge=0.0, le=100.0)]
_Hue = Annotated[float, Field(ge=-0.5, le=0.5)]
_Sigma = Annotated[float, Field(gt=0.0, le=1_000.0)]


class ColorJitter(Transform):
    """Changes brightness, contrast, saturation and hue by factors drawn evenly, one after the other in this order.

    A factor of 1 leaves everything as it is, 0 gives black, a grey area, or a grey picture; a hue of 0.5 is half round
    the circle of colours. Values are cut to 0 and 1 after each. Grey pictures have no saturation and no hue.
    """

    title = "Color jitter"
    essential = ("brightness", "contrast", "saturation", "hue")

    brightness: Annotated[
        tuple[_Factor, _Factor], around(1.0, 0.0), ordered("brightness"), in_short(1.0),
        Field(description="Factors of brightness, from and to; a single number is around 1"),
    ] = (1.0, 1.0)  # fmt: skip
    contrast: Annotated[
        tuple[_Factor, _Factor], around(1.0, 0.0), ordered("contrast"), in_short(1.0),
        Field(description="Factors of contrast, from and to; a single number is around 1"),
    ] = (1.0, 1.0)  # fmt: skip
    saturation: Annotated[
        tuple[_Factor, _Factor], around(1.0, 0.0), ordered("saturation"), in_short(1.0),
        Field(description="Factors of saturation, from and to; a single number is around 1"),
    ] = (1.0, 1.0)  # fmt: skip
    hue: Annotated[
        tuple[_Hue, _Hue], around(0.0), ordered("hue"), in_short(0.0),
        Field(description="Turns of the circle of colours, from and to; a single number is to both sides"),
    ] = (0.0, 0.0)  # fmt: skip
    p: Chance = 1.0

    @property
    def needs_colour(self) -> bool:
        """Whether it changes what grey pictures do not have."""
        return self.saturation != (1.0, 1.0) or self.hue != (0.0, 0.0)


class Grayscale(Transform):
    """Turns pictures to grey by the brightness of their colours; with three channels, all are alike."""

    title = "Grayscale"
    random = False

    num_output_channels: int = Field(1, ge=1, le=3, title="Output channels", description="Channels afterwards, 1 or 3")

    @model_validator(mode="after")
    def _one_or_three(self) -> Self:
        if self.num_output_channels == 2:
            raise ValueError(tr("num_output_channels is 1 or 3, not 2."))
        return self


class RandomGrayscale(Transform):
    """Turns some colour pictures to grey with as many channels as before, by chance."""

    title = "Random grayscale"

    p: Chance = 0.1


class GaussianBlur(Transform):
    """Blurs pictures by a bell curve whose width is drawn evenly; beyond the edges the picture is mirrored."""

    title = "Gaussian blur"
    essential = ("kernel_size", "sigma")

    kernel_size: PositivePair = Field((5, 5), description="Height and width of the window in pixels, odd numbers")
    sigma: Annotated[
        tuple[_Sigma, _Sigma], AsTuple, ordered("sigma"),
        Field(description="Standard deviations of the bell curve in pixels, from and to"),
    ] = (0.1, 2.0)  # fmt: skip
    p: Chance = 1.0

    @model_validator(mode="after")
    def _odd(self) -> Self:
        if any(size % 2 == 0 for size in self.kernel_size):
            raise ValueError(tr("kernel_size has a middle only where it is odd, such as 3, 5 or 7."))
        return self
