"""What kinds of data have in common: what is learnt of them, how they are divided, where they lie."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from studio.data.config.transforms import Transforms
from studio.layers import Declaration

Task = Literal["classes", "labels", "numbers", "pixels", "positions", "input"]
"""What is to be learnt of a sample: one of several classes, labels that each hold or not, numbers, a class for
each pixel or for each of several positions, or the sample itself."""

Share = Annotated[float, Field(ge=0.0, le=0.9)]


class Data(Declaration):
    """What every kind of data is."""

    transforms: Transforms = Field((), description="What is done to samples in this order, some of it by chance")

    @property
    def has_tokens(self) -> bool:
        """Whether samples are tokens, which an Input of int64 takes."""
        return False

    def params(self) -> dict[str, Any]:
        """As of every declaration, the list of transforms at the end."""
        values = super().params()
        chosen = {name: values.pop(name) for name in ("transforms",) if name in values}
        return values | chosen

    @property
    def asks(self) -> str:
        """What a person has to choose before these data can be read, as a button says it; empty where nothing."""
        return ""


class Divisible(Data):
    """Data of which a share of the training samples can be kept aside. Shares count only where the source has none."""

    validation: Share = Field(0.1, description="Share of the training samples kept for validation")


class Measured(Divisible):
    """Data of measured values, which may be shifted and scaled."""

    normalize: bool = Field(
        False,
        description="Shift and scale each channel to mean 0 and deviation 1, measured on the training split",
    )


class Scaled(Data):
    """Data from which numbers are learnt, which may be shifted and scaled."""

    scale_target: bool = Field(
        True, description="Shift and scale the target to mean 0 and deviation 1, measured on the training split"
    )


class Undivided(Divisible):
    """Data that can come in one piece, of which a share is kept for the final test."""

    test: Share = Field(0.15, description="Share of all samples kept for the final test")


class Pictures(Measured):
    """Data of pictures, from which a network can learn more than their classes."""

    foremost: ClassVar[tuple[str, ...]] = ("target",)

    target: Literal["class", "input"] = Field(
        "class", description="What to learn: the class, or the input itself (for an auto-encoder)"
    )


class Kept(Data):
    """Data in a folder or file of this machine; `wanted` says what to choose where none is chosen yet, `another`
    where what is chosen cannot be read.

    `places` are the settings that say where something lies.
    """

    wanted: ClassVar[str]
    another: ClassVar[str] = "Choose another folder"
    places: ClassVar[tuple[str, ...]] = ("path",)

    path: str = ""

    @property
    def asks(self) -> str:
        """The folder, where none is chosen."""
        return "" if self.path.strip() else self.wanted
