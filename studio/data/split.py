"""Splits samples by chance that a seed fixes, each class in the same proportion wherever that is possible."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from studio.data.errors import DataError

Indices = npt.NDArray[np.int64]


def split_off(labels: Indices, share: float, seed: int, purpose: str) -> tuple[Indices, Indices]:
    """Places of the samples that stay and of the `share` that is split off, both in ascending order.

    Stratified by `labels` when every class can have a sample on both sides, else by chance alone. A share above
    0 takes at least one sample. Raises DataError when nothing would stay.
    """
    from sklearn.model_selection import train_test_split

    everything = np.arange(len(labels))
    if share == 0.0:
        return everything, everything[:0]
    taken = max(1, round(share * len(labels)))
    if taken >= len(labels):
        raise DataError(
            f"There are only {len(labels)} samples, too few to keep {share:.0%} of them for {purpose}.",
            "Add samples, or choose a smaller share.",
        )
    stay, off = train_test_split(
        everything, test_size=taken, random_state=seed, stratify=labels if _can_stratify(labels, taken) else None
    )
    return np.sort(stay), np.sort(off)


def _can_stratify(labels: Indices, taken: int) -> bool:
    """Whether every class has two samples and both sides have room for every class."""
    counts = np.bincount(labels)
    counts = counts[counts > 0]
    return bool(counts.min() >= 2 and len(counts) <= min(taken, len(labels) - taken))
