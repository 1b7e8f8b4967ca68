"""From which probability on yes should be said, for a label or the second of two classes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from studio.evaluation.curves import one_against_rest
from studio.evaluation.predictions import Predictions


class Threshold(NamedTuple):
    """What is reached by saying yes from this probability (score) on; figures are NaN where nothing says them."""

    threshold: float
    precision: float
    recall: float
    f1: float


def at_threshold(predictions: Predictions, of: int, threshold: float) -> Threshold:
    """What a threshold reaches for a class or label: yes is said above it."""
    truth, scores = one_against_rest(predictions, of)
    yes = scores > threshold
    right, said, there = int((truth & yes).sum()), int(yes.sum()), int(truth.sum())
    return Threshold(threshold, _ratio(right, said), _ratio(right, there), _ratio(2 * right, said + there))


def best_threshold(predictions: Predictions, of: int) -> Threshold:
    """That with the highest F1, the highest of several; NaN where the class has no sample.

    It lies in the middle between the last score that is taken and the next below. Choose it by validation samples: the
    test samples would flatter it.
    """
    truth, scores = one_against_rest(predictions, of)
    if not truth.any():
        return Threshold(*[float("nan")] * 4)
    order = np.argsort(-scores, kind="stable")
    scores, right = scores[order], np.cumsum(truth[order])
    ends = np.flatnonzero(np.append(scores[:-1] != scores[1:], True))
    f1 = 2 * right[ends] / (ends + 1 + truth.sum())
    at = int(ends[np.argmax(f1)])
    lowest = 0.0 if scores[at] > 0 else scores[at] - 1
    below = scores[at + 1] if at + 1 < len(scores) else lowest
    return at_threshold(predictions, of, float((scores[at] + below) / 2))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
