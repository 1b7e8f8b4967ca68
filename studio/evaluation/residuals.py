"""How far numbers are off, target by target, in their own units."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import Predictions


class OfTarget(NamedTuple):
    """Errors of a number that is learnt, in its own unit: mean absolute, root of the mean square, mean (answer less
    truth) and largest absolute one; and the share of the variance that is told, NaN where the truth has none.
    """

    name: str
    mae: float
    rmse: float
    r2: float
    bias: float
    largest: float


def per_target(predictions: Predictions) -> tuple[OfTarget, ...]:
    """The figures of each target, exactly over all samples."""
    from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

    found = []
    for at, name in enumerate(predictions.classes):
        truth, answers = columns(predictions, at)
        error = answers - truth
        if not np.isfinite(error).all():
            found.append(OfTarget(name, *[math.nan] * 5))
            continue
        r2 = r2_score(truth, answers) if truth.min() < truth.max() else math.nan
        mae, rmse = mean_absolute_error(truth, answers), root_mean_squared_error(truth, answers)
        found.append(OfTarget(name, float(mae), float(rmse), float(r2), float(error.mean()), float(abs(error).max())))
    return tuple(found)


def columns(predictions: Predictions, target: int) -> tuple[Array, Array]:
    """Truth and answers (N,) of a target in its own unit, for scatter plots and residuals."""
    assert predictions.truth is not None
    assert predictions.answers is not None
    both = (predictions.truth[:, target], predictions.answers[:, target])
    truth, answers = (np.asarray(each, dtype=np.float64) for each in both)
    return truth, answers
