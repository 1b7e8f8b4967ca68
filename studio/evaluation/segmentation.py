"""Classes of pixels: how well each sample's picture is told."""

from __future__ import annotations

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import Predictions


def right_pixels(predictions: Predictions) -> Array:
    """The share of right pixels of each sample (N,), less those that are ignored; NaN where none counts."""
    assert predictions.truth is not None
    assert predictions.answers is not None
    found = np.empty(len(predictions))
    for rows in predictions.parts(int(np.prod(predictions.truth.shape[1:], dtype=np.int64))):
        truth, answers = np.asarray(predictions.truth[rows]), np.asarray(predictions.answers[rows])
        counted = np.ones_like(truth, dtype=bool) if predictions.ignored is None else truth != predictions.ignored
        axes = tuple(range(1, truth.ndim))
        with np.errstate(invalid="ignore"):
            found[rows] = ((truth == answers) & counted).sum(axis=axes) / counted.sum(axis=axes)
    return found


def shares_of(mask: Array, classes: tuple[str, ...]) -> dict[str, float]:
    """The share of the pixels of a mask (H, W) that each class has which occurs in it, the largest first."""
    labels, counts = np.unique(mask[mask >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return {classes[labels[at]]: float(counts[at] / mask.size) for at in order}
