"""What is done to rows of numbers, to points and to sequences."""

from __future__ import annotations

from pydantic import Field

from studio.data.config.transforms.transform import Transform


class FeatureNoise(Transform):
    """Adds to each number of a row one drawn from a bell curve, by the spread of its column.

    Its width is sigma times the standard deviation of the column, measured on the training samples: columns with large
    numbers get more. Columns of two values alone, such as those that stand for categories, stay as they are.
    """

    title = "Feature noise"
    essential = ("sigma",)
    samples = frozenset({"row", "point"})
    of_any_scale = True

    sigma: float = Field(0.1, ge=0.0, le=100.0, description="Deviation of the noise, in deviations of each column")


class RandomSequenceCrop(Transform):
    """Cuts a stretch of this length out of a sequence, at a place drawn evenly.

    Validation, test, an exported file and predictions get the middle stretch instead.
    """

    title = "Random crop of a sequence"
    essential = ("size",)
    samples = frozenset({"sequence"})

    size: int = Field(16, ge=1, le=1_000_000, description="Length of the stretch")

    @property
    def resizes(self) -> bool:
        """It does."""
        return True
