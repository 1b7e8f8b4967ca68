"""The handwritten digits that scikit-learn carries: 1,797 scans of 8×8 pixels with 17 levels of grey."""

from __future__ import annotations

from functools import cache

import numpy as np

from studio.data.config import Digits
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register

LEVELS = 16.0
SHAPE = (1, 8, 8)
CLASSES = tuple("0123456789")


@register(Digits)
class DigitsSource(Source[Digits]):
    """Ten classes of about 180 pictures each, in one split. They never change."""

    def describe(self, config: Digits, check: Check = carry_on) -> Description:
        return Description.of_classes(CLASSES, SHAPE, {"train": count_classes(_samples().groups.tolist(), CLASSES)})

    def read(self, config: Digits, check: Check = carry_on) -> Reading:
        return Reading(CLASSES, _samples())


def _samples() -> Samples:
    levels, labels = _scans()
    return Samples((levels / LEVELS).astype(np.float32).reshape(-1, *SHAPE), labels.copy())


@cache
def _scans() -> tuple[np.ndarray, np.ndarray]:
    """Levels of grey from 0 to 16 (N, 64) and classes (N,): read from their text once, and nobody's to change."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    return images.astype(np.uint8), labels.astype(np.int64)
