"""Figures of each class or label by itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.confusion import Confusion


class OfClass(NamedTuple):
    """How well a class or label is told; a figure is NaN where nothing says what it is.

    `precision` is the share of its answers that are right, `recall` that of its samples that are found, `f1` their
    harmonic mean, `iou` the found by all that are of it or taken for it; `support` is the number of its samples, pixels
    or positions.
    """

    name: str
    precision: float
    recall: float
    f1: float
    support: int
    iou: float


def per_class(classes: tuple[str, ...], found: Confusion) -> tuple[OfClass, ...]:
    """The figures of classes, by counts (K, K), or of labels, by counts (K, 2, 2)."""
    if found.counts.ndim == 3:
        right, answered = found.counts[:, 1, 1], found.counts[:, :, 1].sum(axis=1)
        support = found.counts[:, 1].sum(axis=1) + found.unanswered[:, 1]
    else:
        right, answered, support = found.counts.diagonal(), found.counts.sum(axis=0), found.support
    figures = (
        _ratio(right, answered), _ratio(right, support), _ratio(2 * right, answered + support),
        _ratio(right, answered + support - right),
    )  # fmt: skip
    rows = zip(classes, *figures[:3], support.tolist(), figures[3], strict=True)
    return tuple(OfClass(*row) for row in rows)


def _ratio(part: Array, whole: Array) -> list[float]:
    """Shares, NaN of nothing."""
    with np.errstate(invalid="ignore"):
        shares: list[float] = (part / whole).tolist()
    return shares
