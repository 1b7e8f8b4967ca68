"""Splits samples by chance that a seed fixes, each class in the same proportion wherever that is possible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from studio.data.errors import DataError
from studio.text import listed, ntr, tr

Indices = npt.NDArray[np.int64]

NAMED = 10
"""So many classes are named."""


def split_off(labels: Indices, share: float, seed: int, purpose: str) -> tuple[Indices, Indices]:
    """Places of the samples that stay and of the `share` that is split off, both in ascending order.

    Stratified by `labels` when every class can have a sample on both sides, else by chance alone; a class of a single
    sample stays, and the others are stratified. A share above 0 takes at least one sample. Raises DataError when
    nothing would stay.
    """
    from sklearn.model_selection import train_test_split

    everything = np.arange(len(labels))
    if share == 0.0:
        return everything, everything[:0]
    taken = max(1, round(share * len(labels)))
    if taken >= len(labels):
        raise DataError(
            ntr(
                "Only {count} sample is there to train on, too few to keep {share} of it for {purpose}.",
                "Only {count} samples are there to train on, too few to keep {share} of them for {purpose}.",
                len(labels),
                share=f"{share:.0%}",
                purpose=purpose,
            ),
            tr("Add samples, or choose a smaller share."),
        )
    small = too_small(labels)
    divided = everything[~np.isin(labels, small)] if small else everything
    if taken >= len(divided):
        divided = everything
    strata = labels[divided] if can_stratify(labels[divided], taken) else None
    _, off = train_test_split(divided, test_size=taken, random_state=seed, stratify=strata)
    stays = np.ones(len(labels), dtype=bool)
    stays[off] = False
    return np.flatnonzero(stays), np.sort(off)


def too_small(labels: Indices) -> list[int]:
    """The classes of a single sample, which cannot be split."""
    return [int(label) for label in np.flatnonzero(np.bincount(labels) == 1)]


def too_small_sentence(names: Sequence[str]) -> str:
    """Says which classes cannot be split; "" where all can."""
    if not names:
        return ""
    quoted = [f"“{name}”" for name in names[:NAMED]]
    rest = len(names) - len(quoted)
    if rest:
        quoted.append(ntr("{count} more", "{count} more", rest))
    return ntr(
        "The class {names} has too few samples to be in every split.",
        "The classes {names} have too few samples to be in every split.",
        len(names),
        names=listed(quoted),
    )


def can_stratify(labels: Indices, taken: int) -> bool:
    """Whether every class has two samples and both sides have room for every class."""
    counts = np.bincount(labels)
    counts = counts[counts > 0]
    return bool(counts.min() >= 2 and len(counts) <= min(taken, len(labels) - taken))
