"""What a source of data hands over: pictures as arrays with their labels, and a description without the pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.layers import Shape

Check = Callable[[], None]
"""Called between pictures while reading; raises to give the reading up."""


def carry_on() -> None:
    """The check that never gives up."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Pictures (N, C, H, W), uint8 in 0..255 or float32 in 0..1, with labels (N,) that index the classes."""

    images: npt.NDArray[np.uint8] | npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: npt.NDArray[np.int64]) -> Samples:
        """The samples at these places, in this order."""
        return Samples(self.images[indices], self.labels[indices])


@dataclass(frozen=True, eq=False)
class Reading:
    """All that a source holds. What it does not split itself is None; `originals` are the (C, H, W) met in it."""

    classes: tuple[str, ...]
    train: Samples
    validation: Samples | None
    test: Samples | None
    originals: frozenset[Shape]


@dataclass(frozen=True)
class Description:
    """What is known of data before it is loaded: enough to choose an Input's shape and an Output's width.

    `sample_shape` is the (C, H, W) of the pictures, the first one's where they differ. `counts` has, for each split
    that the source makes itself (`train` at least), the number of samples of each class.
    """

    classes: tuple[str, ...]
    sample_shape: Shape
    counts: Mapping[str, tuple[int, ...]]

    @property
    def samples(self) -> int:
        """Number of samples over all splits."""
        return sum(sum(counts) for counts in self.counts.values())


def count_classes(labels: Iterable[int], classes: Sequence[str]) -> tuple[int, ...]:
    """How many samples each class has."""
    found = Counter(labels)
    return tuple(found[index] for index in range(len(classes)))
