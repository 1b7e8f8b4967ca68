"""Whether probabilities are what they say: of answers that are 80 % sure, four of five should be right."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import Predictions

BINS = 15


class Calibration(NamedTuple):
    """In bins of equal width of the confidence: how many answers (B,), how sure they are and how many of them are right
    on average (NaN in an empty bin), and the expected calibration error, which is the mean of the difference (Naeini et
    al., 2015); NaN without answers."""

    counts: Array
    confidence: Array
    right: Array
    error: float


def calibration(predictions: Predictions, bins: int = BINS) -> Calibration:
    """That of the class answered, for samples and positions that count; of labels, that of yes for all of them."""
    counts, sure, right = np.zeros(bins), np.zeros(bins), np.zeros(bins)
    assert predictions.truth is not None
    assert predictions.outputs is not None
    for rows in predictions.parts(int(np.prod(predictions.outputs.shape[1:], dtype=np.int64))):
        confidence, is_right = _judged(predictions, rows)
        place = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
        counts += np.bincount(place, minlength=bins)
        sure += np.bincount(place, confidence, bins)
        right += np.bincount(place, is_right, bins)
    with np.errstate(invalid="ignore"):
        error = float(np.abs(sure - right).sum() / counts.sum())
        return Calibration(counts, sure / counts, right / counts, error)


def _judged(predictions: Predictions, rows: slice) -> tuple[Array, Array]:
    """Confidence (n,) of answers and whether they are right."""
    assert predictions.truth is not None
    found, truth = predictions.probabilities(rows), np.asarray(predictions.truth[rows])
    if predictions.task == "labels":
        keep = np.isfinite(found)
        return found[keep], (truth == 1)[keep].astype(np.float64)
    confidence, answers = found.max(axis=1), found.argmax(axis=1)
    keep = np.isfinite(confidence)
    if predictions.ignored is not None:
        keep &= truth != predictions.ignored
    return confidence[keep], (answers == truth)[keep].astype(np.float64)
