"""How far figures of so many samples may be off by the luck of the draw: confidence intervals, the same each time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from studio.evaluation.arrays import Array

LEVEL = 0.95
RESAMPLES = 1_000
GROUPS = 500
"""Many samples are resampled in so many groups that are drawn by chance."""


class Interval(NamedTuple):
    """From where to where the figure of all samples that there could be lies, in `LEVEL` of the cases."""

    low: float
    high: float


def wilson(right: int, count: int, level: float = LEVEL) -> Interval:
    """That of a share of `right` ones among `count` samples (Wilson, 1927); NaN without samples."""
    from scipy.stats import binomtest

    if not count:
        return Interval(math.nan, math.nan)
    found = binomtest(right, count).proportion_ci(level, "wilson")
    return Interval(float(found.low), float(found.high))


def of_mean(values: Array, seed: int = 0) -> Interval:
    """That of the mean of values (N,), by resampling (Efron, 1979); NaN without values, or where one is no number."""
    values = np.asarray(values, dtype=np.float64)
    if not len(values) or not np.isfinite(values).all():
        return Interval(math.nan, math.nan)
    random = np.random.default_rng(seed)
    if len(values) > GROUPS:
        group = random.permutation(len(values)) % GROUPS
        sums, sizes = np.bincount(group, values, GROUPS), np.bincount(group, minlength=GROUPS)
    else:
        sums, sizes = values, np.ones(len(values), dtype=np.int64)
    drawn = random.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    return _between((drawn @ sums) / (drawn @ sizes))


def of_counts(counts: Array, figure: Callable[[Array], float], seed: int = 0) -> Interval:
    """That of a figure of counts of any shape, such as a confusion matrix, by drawing as many samples anew."""
    whole = int(counts.sum())
    if not whole:
        return Interval(math.nan, math.nan)
    random, there = np.random.default_rng(seed), np.flatnonzero(counts)
    shares, drawn, figures = counts.reshape(-1)[there] / whole, np.zeros(counts.size, dtype=np.int64), []
    for _ in range(RESAMPLES):
        drawn[there] = random.multinomial(whole, shares)
        figures.append(figure(drawn.reshape(counts.shape)))
    return _between(np.array(figures))


def _between(figures: Array) -> Interval:
    """The middle part of the figures that were drawn, less those that have none."""
    known = figures[np.isfinite(figures)]
    if not len(known):
        return Interval(math.nan, math.nan)
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))
