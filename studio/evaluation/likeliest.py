"""How often the truth is among the likeliest classes."""

from __future__ import annotations

import numpy as np

from studio.evaluation.predictions import Predictions
from studio.evaluation.worst import counted_samples


def top_k(predictions: Predictions, count: int) -> float:
    """The share of samples whose class has one of the `count` highest outputs, of equal ones the last, as
    scikit-learn has it; NaN without samples. Samples with an output that is no number are missed."""
    assert predictions.truth is not None
    assert predictions.outputs is not None
    counted, right = counted_samples(predictions), 0
    for rows in predictions.parts(predictions.outputs.shape[1]):
        outputs, truth = np.asarray(predictions.outputs[rows]), np.asarray(predictions.truth[rows])
        own = outputs[np.arange(len(truth)), truth][:, None]
        later = np.arange(outputs.shape[1]) > truth[:, None]
        ahead = ((outputs > own) | ((outputs == own) & later)).sum(axis=1)
        right += int(((ahead < count) & ~np.isnan(outputs).any(axis=1) & counted[rows]).sum())
    whole = int(counted.sum())
    return right / whole if whole else float("nan")
