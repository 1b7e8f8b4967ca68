"""How often each class is answered for each: counts, their shares, and the samples behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import NO_ANSWER, Predictions

By = Literal["truth", "answer"]


@dataclass(frozen=True, eq=False)
class Confusion:
    """Counts (K, K) of samples, pixels or positions: rows are the truth, columns the answers.

    `unanswered` (K,) counts those of each class for which the network gave no number.
    """

    counts: Array
    unanswered: Array

    @property
    def support(self) -> Array:
        """How many are of each class (K,)."""
        support: Array = self.counts.sum(axis=1) + self.unanswered
        return support

    def shares(self, by: By) -> Array:
        """Shares (K, K) of each row (`truth`) or each column (`answer`); NaN where that is empty."""
        axis = 1 if by == "truth" else 0
        with np.errstate(invalid="ignore"):
            shares: Array = self.counts / self.counts.sum(axis=axis, keepdims=True)
        return shares


def confusion(predictions: Predictions) -> Confusion:
    """That of one of several classes, also of pixels and positions. Those whose truth is ignored do not count."""
    classes = len(predictions.classes)
    counts = np.zeros(classes * classes, dtype=np.int64)
    unanswered = np.zeros(classes, dtype=np.int64)
    for truth, answers in counted_answers(predictions):
        given = answers != NO_ANSWER
        unanswered += np.bincount(truth[~given], minlength=classes)
        counts += np.bincount(truth[given] * classes + answers[given], minlength=classes * classes)
    return Confusion(counts.reshape(classes, classes), unanswered)


def label_counts(predictions: Predictions) -> Confusion:
    """Counts (K, 2, 2) of each label: rows are the truth (no, yes), columns the answers; `unanswered` is (K, 2)."""
    classes = len(predictions.classes)
    counts = np.zeros((classes, 2, 2), dtype=np.int64)
    unanswered = np.zeros((classes, 2), dtype=np.int64)
    assert predictions.truth is not None
    assert predictions.answers is not None
    for rows in predictions.parts(classes):
        truth, answers = np.asarray(predictions.truth[rows]), np.asarray(predictions.answers[rows])
        for is_so in (0, 1):
            unanswered[:, is_so] += ((truth == is_so) & (answers == NO_ANSWER)).sum(axis=0)
            for answer in (0, 1):
                counts[:, is_so, answer] += ((truth == is_so) & (answers == answer)).sum(axis=0)
    return Confusion(counts, unanswered)


def counted_answers(predictions: Predictions) -> Iterator[tuple[Array, Array]]:
    """Truth and answers (n,) as int64 that count, some samples at a time."""
    assert predictions.truth is not None
    assert predictions.answers is not None
    for rows in predictions.parts(int(np.prod(predictions.truth.shape[1:], dtype=np.int64))):
        truth = np.asarray(predictions.truth[rows], dtype=np.int64).reshape(-1)
        answers = np.asarray(predictions.answers[rows], dtype=np.int64).reshape(-1)
        if predictions.ignored is not None:
            counted = truth != predictions.ignored
            truth, answers = truth[counted], answers[counted]
        yield truth, answers


def samples_in(predictions: Predictions, truth: int, answer: int) -> Array:
    """Which samples (n,) are behind a cell, in their order: of several pixels or positions, those that have one so."""
    assert predictions.truth is not None
    assert predictions.answers is not None
    found = [np.zeros(0, dtype=np.int64)]
    for rows in predictions.parts(int(np.prod(predictions.truth.shape[1:], dtype=np.int64))):
        here = (np.asarray(predictions.truth[rows]) == truth) & (np.asarray(predictions.answers[rows]) == answer)
        found.append(rows.start + np.flatnonzero(here.reshape(len(here), -1).any(axis=1)))
    return np.concatenate(found)
