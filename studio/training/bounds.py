"""Where the samples of a split are cut into batches."""

from __future__ import annotations

from itertools import pairwise


def bounds(count: int, size: int) -> list[tuple[int, int]]:
    """First and last place (exclusive) of each batch.

    A last batch of one sample is joined to the one before it: batch normalization cannot train on a single sample,
    and dropping it would keep one sample out of every epoch.
    """
    starts = list(range(0, count, size))
    if len(starts) > 1 and size > 1 and count - starts[-1] == 1:
        starts.pop()
    return list(pairwise([*starts, count]))
