"""Several runs as one curve: their mean at common places, with a band of one standard deviation around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from studio.training.curves.growing import Numbers


class Band(NamedTuple):
    """Places (N,) with the mean there, and the standard deviation, (N,) each."""

    x: Numbers
    mean: Numbers
    deviation: Numbers


def mean_and_band(
    curves: Sequence[tuple[Numbers, Numbers]], first: float = -np.inf, last: float = np.inf, most: int = 4000
) -> Band | None:
    """Mean and standard deviation (of a sample: n - 1) of curves, each rising x (N,) and values (N,).

    They are told between `first` and `last` where all of the curves are known: at every place that any of them has a
    value, or evenly spread where these are more than `most`. A curve is straight between its values. None where there
    is no such place.
    """
    if not curves or any(not len(x) for x, _ in curves):
        return None
    first, last = max(first, *(float(x[0]) for x, _ in curves)), min(last, *(float(x[-1]) for x, _ in curves))
    if first > last:
        return None
    places = _places([x for x, _ in curves], first, last, most)
    values = np.stack([np.interp(places, x, y) for x, y in curves])
    deviation = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(len(places))
    return Band(places, values.mean(axis=0), deviation)


def _places(known: Sequence[Numbers], first: float, last: float, most: int) -> Numbers:
    parts = [x[np.searchsorted(x, first) : np.searchsorted(x, last, side="right")] for x in known]
    if max(map(len, parts)) <= most:
        places = np.unique(np.concatenate([*parts, [first, last]]))
        if len(places) <= most:
            return places
    return np.linspace(first, last, most)
