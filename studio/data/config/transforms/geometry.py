"""What moves the contents of pictures by chance: flips, rotation, shift, shear, zoom."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from studio.data.config.transforms.transform import (
    Angle,
    Angles,
    AsTuple,
    Chance,
    Fill,
    FillMode,
    Transform,
    around,
    in_short,
    ordered,
)

_Share = Annotated[float, Field(ge=0.0, le=1.0)]
_Factor = Annotated[float, Field(ge=0.01, le=100.0)]
_Degrees = Annotated[Angles, Field(description="Angles in degrees, from and to; a single number is to both sides")]


class Moving(Transform):
    """What moves the contents of a picture within its frame.

    Those that follow each other with the same fill are one movement: each pixel is taken from the picture once, so that
    nothing is blurred twice, and what one moves out of the frame the next can bring back.
    """

    moves = True


class RandomHorizontalFlip(Moving):
    """Mirrors a picture left to right, by chance. Not for what has a reading direction, such as digits or text."""

    title = "Random horizontal flip"

    p: Chance = 0.5


class RandomVerticalFlip(Moving):
    """Turns a picture upside down as in water, by chance. For what has no up and down, such as pictures from above."""

    title = "Random vertical flip"

    p: Chance = 0.5


class RandomRotation(Moving):
    """Turns a picture about its middle by an angle drawn evenly from a range; positive is counter-clockwise.

    Pixels are interpolated bilinearly, and the frame stays as it is.
    """

    title = "Random rotation"
    essential = ("degrees",)

    degrees: _Degrees = (-10.0, 10.0)
    fill_mode: FillMode = "constant"
    fill: Fill = 0.0


class RandomAffine(Moving):
    """Turns, shifts, scales and shears a picture about its middle, all drawn evenly; positive angles are clockwise.

    A scale above 1 makes things larger. Shifts are whole pixels.
    """

    title = "Random affine"
    essential = ("degrees",)

    degrees: _Degrees = (-10.0, 10.0)
    translate: Annotated[
        tuple[_Share, _Share],
        AsTuple,
        Field(description="Largest shift to the side as a share of the width, and up or down as one of the height"),
    ] = (0.0, 0.0)
    scale: Annotated[
        tuple[_Factor, _Factor], AsTuple, ordered("scale"), Field(description="Factors of size, from and to")
    ] = (1.0, 1.0)
    shear: Annotated[
        tuple[Angle, ...],
        around(0.0),
        ordered("shear"),
        in_short(0.0),
        Field(
            min_length=2,
            max_length=4,
            description="Shear along x in degrees, from and to; two more numbers shear along y",
        ),
    ] = (0.0, 0.0)
    fill_mode: FillMode = "constant"
    fill: Fill = 0.0


class RandomShift(Moving):
    """Shifts a picture up or down and to the side, as width_shift_range and height_shift_range of Keras' generator do.

    Both shifts are drawn evenly to both sides, and need not be whole pixels.
    """

    title = "Random shift"
    essential = ("width", "height")

    width: Annotated[_Share, Field(description="Largest shift to each side, as a share of the width")] = 0.1
    height: Annotated[_Share, Field(description="Largest shift up and down, as a share of the height")] = 0.1
    fill_mode: FillMode = "nearest"
    fill: Fill = 0.0


class RandomShear(Moving):
    """Slants a picture by an angle drawn evenly to both sides, as shear_range of Keras' ImageDataGenerator does.

    The angle is in degrees, as it is in Keras since version 2: a shear_range of 0.2 is a fifth of a degree, which
    hardly shows.
    """

    title = "Random shear"
    essential = ("degrees",)

    degrees: Annotated[float, Field(ge=0.0, le=89.0, description="Largest angle to both sides, in degrees")] = 10.0
    fill_mode: FillMode = "nearest"
    fill: Fill = 0.0


class RandomZoom(Moving):
    """Enlarges or shrinks a picture along its height and its width, as zoom_range of Keras' ImageDataGenerator does.

    Both factors are drawn evenly, each for itself, and say how much of the picture is seen: 0.5 shows half of it twice
    as large, 1.5 shows it smaller, with what is beyond the edges around it. A single number r stands for 1 - r to
    1 + r.
    """

    title = "Random zoom"
    essential = ("range",)

    range: Annotated[
        tuple[_Factor, _Factor],
        around(1.0, 0.01),
        ordered("range"),
        in_short(1.0),
        Field(description="Shares of height and width that are seen, from and to; a single number is around 1"),
    ] = (0.8, 1.2)
    fill_mode: FillMode = "nearest"
    fill: Fill = 0.0


FILLING = (RandomRotation, RandomAffine, RandomShift, RandomShear, RandomZoom)
"""Movements that uncover what is beyond the edges."""
