"""Which samples of predictions are looked at, and in what order: worst first, least sure, mistaken, mislabelled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from studio.evaluation.mislabelled import mislabelled
from studio.evaluation.predictions import Predictions

Order = Literal["loss", "unsure", "sure", "label", "data"]
Only = Literal["all", "wrong", "right", "mislabelled", "won", "lost", "both_wrong"]

Rows = npt.NDArray[np.int64]

TOLD_BY_CLASS = ("classes", "labels")
"""Tasks of which a sample has a class, or labels, of its own."""


@dataclass(frozen=True)
class Selection:
    """Samples in an `order`, `only` some of them; `truth` and `prediction` are classes that they have to be of.

    `mislabelled` are those whose label the network has reason to doubt. `won` are those that these predictions have
    right and others, beside which they are seen, have wrong; `lost` the other way round.
    """

    order: Order = "loss"
    only: Only = "all"
    truth: int | None = None
    prediction: int | None = None


@dataclass(frozen=True, eq=False)
class Judged:
    """Predictions with what is worked out of them for each of the N samples, once it is asked for."""

    found: Predictions

    @cached_property
    def right(self) -> npt.NDArray[np.bool_] | None:
        """Whether each answer is the truth, all of its labels, positions and pixels that count; None where no
        answer can be right."""
        found = self.found
        if found.task in ("numbers", "input") or found.answers is None or found.truth is None:
            return None
        equal = np.empty(len(found), dtype=bool)
        for rows in found.parts(int(np.prod(found.answers.shape[1:], dtype=np.int64))):
            truth = np.asarray(found.truth[rows])
            same = np.asarray(found.answers[rows]) == truth
            if found.ignored is not None:
                same |= truth == found.ignored
            equal[rows] = same.reshape(len(same), -1).all(axis=1)
        return equal

    @cached_property
    def confidence(self) -> npt.NDArray[np.float32] | None:
        """The probability of each answer; of labels that of the least sure of them. None where there are none."""
        found = self.found
        if not found.has_probabilities or found.task not in (*TOLD_BY_CLASS, "positions"):
            return None
        sure = np.empty(len(found), dtype=np.float32)
        for rows in found.parts(len(found.classes) * max(1, _positions(found))):
            shares = found.probabilities(rows)
            if found.task == "labels":
                sure[rows] = np.maximum(shares, 1 - shares).min(axis=1)
            else:
                best = shares.max(axis=1)
                sure[rows] = best.reshape(len(best), -1).min(axis=1)
        return sure

    @cached_property
    def mislabelled(self) -> Rows | None:
        """Samples whose class is likely wrong, the likeliest first; None where nothing can tell them."""
        found = self.found
        is_told = found.task == "classes" and found.has_probabilities and found.truth is not None
        return mislabelled(found) if is_told else None

    def orders(self) -> tuple[Order, ...]:
        """In which orders its samples can be seen."""
        surely: tuple[Order, ...] = ("unsure", "sure") if self.found.has_probabilities else ()
        by_label: tuple[Order, ...] = ("label",) if self.found.task in ("classes", "numbers") else ()
        return ("loss", *surely, *by_label, "data")


def selected(judged: Judged, wanted: Selection, other: Compared | None = None) -> Rows:
    """The samples as rows of the predictions (M,), in the order that is wanted. Nothing is in it twice.

    A sample that does not count has no loss, and comes last.
    """
    kept = _kept(judged, wanted, other)
    if wanted.only == "mislabelled":
        likely = judged.mislabelled if judged.mislabelled is not None else kept[:0]
        return likely[np.isin(likely, kept)]
    key = _key(judged, wanted.order)
    return kept if key is None else _sorted(kept, key[kept])


@dataclass(frozen=True, eq=False)
class Compared:
    """Other predictions of the same samples: for each of these rows its row there (N,), −1 where it has none."""

    one: Judged
    judged: Judged
    rows: Rows

    @classmethod
    def of(cls, one: Judged, other: Judged) -> Compared:
        """By where samples stand in their data, which have to be the same."""
        places, theirs = np.asarray(one.found.places), np.asarray(other.found.places)
        order = np.argsort(theirs, kind="stable")
        at = np.searchsorted(theirs[order], places).clip(0, max(len(theirs) - 1, 0))
        found = order[at] if len(theirs) else np.zeros(len(places), dtype=np.int64)
        is_there = theirs[found] == places if len(theirs) else np.zeros(len(places), dtype=bool)
        return cls(one, other, np.where(is_there, found, -1))

    @property
    def common(self) -> int:
        """How many samples both have."""
        return int((self.rows >= 0).sum())

    @property
    def is_of_the_same(self) -> bool:
        """Whether the same is learnt of the samples that both have, of which there have to be some."""
        one, other = self.one.found, self.judged.found
        shared = self.rows >= 0
        if (one.task, one.classes) != (other.task, other.classes) or not shared.any():
            return False
        if one.truth is None or other.truth is None:
            return one.truth is other.truth
        return bool(np.array_equal(np.asarray(one.truth)[shared], np.asarray(other.truth)[self.rows[shared]]))

    def right(self) -> npt.NDArray[np.bool_] | None:
        """Whether the other's answer to each of these samples is the truth; False where it has none."""
        theirs = self.judged.right
        return None if theirs is None else np.where(self.rows >= 0, theirs[self.rows], False)


def _kept(judged: Judged, wanted: Selection, other: Compared | None) -> Rows:
    """The rows that are asked for, in the order of the data."""
    found, right = judged.found, judged.right
    keep = np.ones(len(found), dtype=bool)
    if wanted.only in ("won", "lost", "both_wrong"):
        theirs = None if other is None else other.right()
        if other is None or theirs is None or right is None:
            return np.empty(0, dtype=np.int64)
        pair = {"won": right & ~theirs, "lost": ~right & theirs, "both_wrong": ~right & ~theirs}
        keep &= pair[wanted.only] & (other.rows >= 0)
    elif wanted.only in ("wrong", "right") and right is not None:
        keep &= right if wanted.only == "right" else ~right
    for values, place in ((found.truth, wanted.truth), (found.answers, wanted.prediction)):
        if place is not None and values is not None and found.task in TOLD_BY_CLASS:
            column = np.asarray(values)
            keep &= column[:, place] == 1 if found.task == "labels" else column == place
    return np.flatnonzero(keep)


def _key(judged: Judged, order: Order) -> npt.NDArray[Any] | None:
    """What samples are sorted by, the least first."""
    found = judged.found
    if order == "loss":
        return -np.nan_to_num(np.asarray(found.losses, dtype=np.float64), nan=-np.inf, posinf=np.finfo(np.float64).max)
    if order in ("unsure", "sure") and judged.confidence is not None:
        return judged.confidence if order == "unsure" else -judged.confidence
    if order == "label" and found.truth is not None and found.task in ("classes", "numbers"):
        truth = np.asarray(found.truth)
        return truth if truth.ndim == 1 else truth[:, 0]
    return None


def _sorted(rows: Rows, key: npt.NDArray[Any]) -> Rows:
    return rows[np.argsort(key, kind="stable")]


def _positions(found: Predictions) -> int:
    return found.outputs.shape[2] if found.outputs is not None and found.outputs.ndim > 2 else 1
