"""What is learnt of a sample and what is answered, as plain values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from studio.evaluation.arrays import Array
from studio.evaluation.predictions import NO_ANSWER, Predictions
from studio.evaluation.segmentation import shares_of

Plain = str | float | list[Any] | dict[str, Any] | None


def truth_of(predictions: Predictions, at: int) -> Plain:
    """The truth of a sample: its class, the list of its labels or of the classes of its positions, its number or, of
    several, numbers by name; of pixels the share of each class; None where it is the sample itself, or none counts."""
    return _plain(predictions, predictions.truth, at, predictions.ignored)


def answer_of(predictions: Predictions, at: int) -> Plain:
    """The same of what the network answers; None where it gave no number."""
    return _plain(predictions, predictions.answers, at, None)


def _plain(predictions: Predictions, values: Array | None, at: int, ignored: int | None) -> Plain:
    names = predictions.classes
    if values is None or predictions.task == "input":
        return None
    value = np.asarray(values[at])
    match predictions.task:
        case "classes":
            return None if value in (NO_ANSWER, ignored) else names[int(value)]
        case "positions":
            return [None if place in (NO_ANSWER, ignored) else names[place] for place in value.tolist()]
        case "labels":
            return None if (value == NO_ANSWER).any() else [names[place] for place in np.flatnonzero(value == 1)]
        case "pixels":
            return shares_of(value, names)
        case _:
            numbers = [number if math.isfinite(number) else None for number in value.astype(float).tolist()]
            return numbers[0] if len(names) == 1 else dict(zip(names, numbers, strict=True))
