"""ROC and precision-recall curves of a class against all others, or of a label."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import Predictions
from studio.evaluation.worst import counted_samples

MOST_POINTS = 2_000


class Curve(NamedTuple):
    """Points (n,) of a curve, with the threshold of the probability at each, and the area below it.

    `x` and `y` are the shares of false and of true alarms (ROC), or recall and precision. The area is NaN where the
    class has no sample, and for ROC also where it has all.
    """

    x: Array
    y: Array
    thresholds: Array
    area: float


def roc(predictions: Predictions, of: int) -> Curve:
    """Share of the others that is taken for a class against the share of its samples that is found."""
    from sklearn.metrics import auc, roc_curve

    truth, scores = one_against_rest(predictions, of)
    if truth.all() or not truth.any():
        return _nothing()
    x, y, thresholds = roc_curve(truth, scores)
    return _thinned(x, y, thresholds, float(auc(x, y)))


def precision_recall(predictions: Predictions, of: int) -> Curve:
    """Recall of a class against its precision; the area is the average precision, without interpolation."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    truth, scores = one_against_rest(predictions, of)
    if not truth.any():
        return _nothing()
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    area = float(average_precision_score(truth, scores))
    return _thinned(recall, precision, np.append(thresholds, np.inf), area)


def one_against_rest(predictions: Predictions, of: int) -> tuple[Array, Array]:
    """Whether each sample (n,) is of the class or has the label, and its probability, or score where there is none.

    Samples that do not count, and those without an answer, are left out. Positions count each.
    """
    assert predictions.truth is not None
    assert predictions.outputs is not None
    truths, scores = [], []
    counted = counted_samples(predictions)
    for rows in predictions.parts(int(np.prod(predictions.outputs.shape[1:], dtype=np.int64))):
        found = _scores(predictions, rows, of)
        truth = np.asarray(predictions.truth[rows])
        truth = truth[:, of] == 1 if predictions.task == "labels" else truth == of
        keep = np.isfinite(found) & counted[rows].reshape(-1, *[1] * (found.ndim - 1))
        truths.append(truth[keep])
        scores.append(found[keep])
    return np.concatenate(truths), np.concatenate(scores)


def _scores(predictions: Predictions, rows: slice, of: int) -> Array:
    """Scores (n,) or (n, P) of a class."""
    if predictions.has_probabilities:
        return predictions.probabilities(rows)[:, of]
    outputs = np.asarray(predictions.outputs[rows] if predictions.outputs is not None else [])
    if outputs.shape[1] == 1 and predictions.task != "labels":
        return outputs[:, 0] if of == 1 else -outputs[:, 0]
    return outputs[:, of]


def _thinned(x: Array, y: Array, thresholds: Array, area: float) -> Curve:
    """At most so many points, the first and the last among them; the area is that of all."""
    if len(x) > MOST_POINTS:
        places = np.unique(np.linspace(0, len(x) - 1, MOST_POINTS).astype(np.int64))
        x, y, thresholds = x[places], y[places], thresholds[places]
    return Curve(x, y, thresholds, area)


def _nothing() -> Curve:
    return Curve(np.zeros(0), np.zeros(0), np.zeros(0), float("nan"))
