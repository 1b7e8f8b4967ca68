"""Samples whose class is likely wrong in the data: confident learning (Northcutt, Jiang & Chuang, 2021)."""

from __future__ import annotations

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import Predictions
from studio.evaluation.worst import counted_samples


def mislabelled(predictions: Predictions) -> Array:
    """Which samples (n,) the network takes for another class with the confidence that this class usually has, likeliest
    first: by how much less probable their own class is than the likeliest other.

    On samples that were not trained on it tells most. For one class a sample; needs probabilities.
    """
    classes = len(predictions.classes)
    usual = _usual_confidence(predictions, classes)
    found, margins = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    counted = counted_samples(predictions)
    for rows in predictions.parts(classes):
        given, truth = predictions.probabilities(rows), _truth(predictions, rows)
        places = np.arange(len(truth))
        own = given[places, truth]
        others = given.copy()
        others[places, truth] = -np.inf
        confident = np.where(others >= usual, others, -np.inf)
        likely = (confident.max(axis=1) > own) & counted[rows]
        found.append(rows.start + np.flatnonzero(likely))
        margins.append((own - others.max(axis=1))[likely])
    places, margin = np.concatenate(found), np.concatenate(margins)
    ordered: Array = places[np.argsort(margin, kind="stable")]
    return ordered


def _usual_confidence(predictions: Predictions, classes: int) -> Array:
    """The mean probability (K,) of each class for its own samples; infinite for a class without any."""
    sums, counts = np.zeros(classes), np.zeros(classes)
    for rows in predictions.parts(classes):
        given, truth = predictions.probabilities(rows), _truth(predictions, rows)
        own = given[np.arange(len(truth)), truth]
        known = np.isfinite(own)
        sums += np.bincount(truth[known], own[known], classes)
        counts += np.bincount(truth[known], minlength=classes)
    with np.errstate(invalid="ignore"):
        return np.where(counts > 0, sums / counts, np.inf)


def _truth(predictions: Predictions, rows: slice) -> Array:
    assert predictions.truth is not None
    return np.asarray(predictions.truth[rows], dtype=np.int64)
