"""What is done to rows of numbers, to points and to sequences."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.data.config.transforms.transform import Transform


class FeatureNoise(Transform):
    """Adds to each number of a row one drawn from a bell curve, by the spread of its column.

    Its width is sigma times the standard deviation of the column, measured on the training samples: columns with large
    numbers get more. Columns of two values alone, such as those that stand for categories, stay as they are. Samples
    of arrays can be given it where they have one axis.
    """

    title = "Feature noise"
    essential = ("sigma",)
    samples = frozenset({"row", "point", "sample"})
    of_any_scale = True

    sigma: float = Field(0.1, ge=0.0, le=100.0, description="Deviation of the noise, in deviations of each column")


class RandomSequenceCrop(Transform):
    """Cuts a stretch of this length out of a sequence or a recording, at a place drawn evenly.

    Validation, test, an exported file and predictions get the middle stretch instead. Time is the last axis; of arrays
    with the values of a moment side by side (length, values) it is the first.
    """

    title = "Random crop of a sequence"
    essential = ("size",)
    samples = frozenset({"sequence", "recording", "sample"})

    size: int = Field(16, ge=1, le=1_000_000, description="Length of the stretch")
    axis: Literal["last", "first"] = Field("last", description="Axis of a sample along which it is cut")

    @property
    def resizes(self) -> bool:
        """It does."""
        return True
