"""Classes at several positions: how often each position is right, and all of them."""

from __future__ import annotations

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import Predictions


def per_position(predictions: Predictions) -> Array:
    """The share of right answers at each position (P,); NaN where no sample counts."""
    right, counted = _right(predictions)
    with np.errstate(invalid="ignore"):
        shares: Array = right.sum(axis=0) / counted.sum(axis=0)
    return shares


def all_right(predictions: Predictions) -> Array:
    """For each sample (N,) whether all its positions that count are right."""
    right, counted = _right(predictions)
    whole: Array = (right == counted).all(axis=1)
    return whole


def _right(predictions: Predictions) -> tuple[Array, Array]:
    """Which positions (N, P) are answered right, and which count."""
    truth, answers = np.asarray(predictions.truth), np.asarray(predictions.answers)
    counted = np.ones_like(truth, dtype=bool) if predictions.ignored is None else truth != predictions.ignored
    return (truth == answers) & counted, counted
