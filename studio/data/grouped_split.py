"""Splits samples by chance so that those of a group stay together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from studio.data.errors import DataError
from studio.data.split import Indices
from studio.text import ntr, tr

TRIALS = 32
"""So many ways to divide the groups are drawn; the one that keeps classes nearest to their proportion is taken."""


def split_groups_off(
    labels: Indices, together: Indices, share: float, seed: int, purpose: str
) -> tuple[Indices, Indices]:
    """Places of the samples that stay and of about the `share` that is split off, both in ascending order.

    No group, as `together` numbers them, is on both sides. The number of samples comes as near to the share as whole
    groups allow, the classes in `labels` as near to their proportion as chance brings them. Raises DataError where
    there are too few groups.
    """
    everything = np.arange(len(labels))
    if share == 0.0:
        return everything, everything[:0]
    names, group_of, sizes = np.unique(together, return_inverse=True, return_counts=True)
    if len(names) < 2:
        raise DataError(
            ntr(
                "Only {count} group is there to train on, so none can be kept for {purpose}.",
                "Only {count} groups are there to train on, so none can be kept for {purpose}.",
                len(names), purpose=purpose,
            ),
            tr("Choose another column for the groups, or no share for {purpose}.", purpose=purpose),
        )  # fmt: skip
    classes, label_of = np.unique(labels, return_inverse=True)
    random = np.random.default_rng(seed)
    best: tuple[float, npt.NDArray[np.bool_]] | None = None
    for _ in range(TRIALS):
        off = _nearest(random.permutation(len(names)), sizes, share * len(labels))
        is_off = np.isin(group_of, off)
        aside = np.bincount(label_of[is_off], minlength=len(classes))
        error = float(np.abs(aside - share * np.bincount(label_of, minlength=len(classes))).sum())
        if best is None or error < best[0]:
            best = error, is_off
    assert best is not None
    return np.flatnonzero(~best[1]), np.flatnonzero(best[1])


def _nearest(order: Indices, sizes: Indices, wanted: float) -> Indices:
    """The first of the groups in this order whose samples come nearest to so many; at least one, and not all."""
    totals = np.cumsum(sizes[order])[:-1]
    return order[: int(np.argmin(np.abs(totals - wanted))) + 1]
