"""What is read of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from studio.data.left_out import LeftOut
from studio.data.origins import Origins
from studio.data.samples import Samples


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts with their classes, by split, and what is to be told of how they were read."""

    classes: tuple[str, ...]
    samples: dict[str, Samples] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def samples_of(texts: Sequence[str], labels: Sequence[int], origins: Origins) -> Samples:
    """Texts from these files or rows as samples, which become tokens once there is a vocabulary."""
    inputs = np.empty(len(texts), dtype=object)
    inputs[:] = texts
    return Samples(inputs, np.array(labels, dtype=np.int64), origins=origins)
