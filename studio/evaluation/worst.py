"""Which samples the network does worst at."""

from __future__ import annotations

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import Predictions


def worst(predictions: Predictions, count: int) -> Array:
    """The `count` samples with the highest losses, the worst first, of equal ones the first.

    One whose loss is no number is worst of all; one that does not count is not among them.
    """
    key = np.array(predictions.losses, dtype=np.float64)
    key[np.isnan(key)] = np.inf
    key[~counted_samples(predictions)] = -np.inf
    count = min(count, int((key > -np.inf).sum()))
    if not count:
        return np.zeros(0, dtype=np.int64)
    bound = np.partition(key, len(key) - count)[len(key) - count]
    found = np.flatnonzero(key >= bound)
    return found[np.argsort(-key[found], kind="stable")][:count]


def counted_samples(predictions: Predictions) -> Array:
    """Whether each sample (N,) counts: not where its class, or that of all its pixels or positions, is ignored."""
    counted = np.ones(len(predictions), dtype=bool)
    truth, ignored = predictions.truth, predictions.ignored
    if ignored is not None and truth is not None:
        for rows in predictions.parts(int(np.prod(truth.shape[1:], dtype=np.int64))):
            part = np.asarray(truth[rows])
            counted[rows] = (part != ignored).reshape(len(part), -1).any(axis=1)
    return counted
