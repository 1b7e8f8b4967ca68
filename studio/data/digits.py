"""The handwritten digits that scikit-learn carries: 1,797 scans of 8×8 pixels with 17 levels of grey."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from studio.data.config import Digits
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes

LEVELS = 16.0
SHAPE = (1, 8, 8)
CLASSES = tuple("0123456789")


def describe(config: Digits) -> Description:
    """Ten classes of about 180 pictures each."""
    return Description.of_classes(CLASSES, SHAPE, {"train": count_classes(_samples().targets.tolist(), CLASSES)})


def read(config: Digits, check: Check = carry_on) -> Reading:
    """All digits at their own size, in one split."""
    return Reading(CLASSES, _samples())


def peek(config: Digits, count: int) -> Samples:
    """The first digits."""
    return _samples().first(count)


def stamp(config: Digits) -> Hashable:
    """They never change."""
    return None


def _samples() -> Samples:
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    return Samples((images / LEVELS).astype(np.float32).reshape(-1, *SHAPE), labels.astype(np.int64))
