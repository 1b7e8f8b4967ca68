"""Predictions of arrays that a test makes up, without a network."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.evaluation.predictions import Predictions
from studio.evaluation.sources import Sources


def predicted(
    truth: Any, outputs: Any = None, answers: Any = None, losses: Any = None, classes: int | None = None, **others: Any
) -> Predictions:
    """Predictions of scores (N, K) whose softmax are probabilities, or of answers; the rest follows from these."""
    truth = np.asarray(truth)
    outputs = None if outputs is None else np.asarray(outputs, dtype=np.float32)
    answers = np.asarray(answers) if outputs is None else outputs.argmax(1)
    if outputs is not None:
        answers = np.where(np.isnan(outputs).any(1), -1, answers)
    width = classes or (outputs.shape[1] if outputs is not None else int(max(truth.max(), answers.max())) + 1)
    given: dict[str, Any] = {
        "run": "run", "split": "test", "checkpoint": "best", "epoch": 1, "weights": "0", "task": "classes",
        "classes": tuple("abcdefghijklmnopqrstuvwxyz"[:width]), "activation": "softmax", "mere_scores": False,
        "loss": None, "metrics": {}, "truth": truth, "answers": answers, "outputs": outputs,
        "losses": np.zeros(len(truth), np.float32) if losses is None else np.asarray(losses, np.float32),
        "places": np.arange(len(truth)), "sources": Sources.of(None, len(truth), ""),
    }  # fmt: skip
    return Predictions(**{**given, **others})


def random_scores(count: int = 500, classes: int = 5, seed: int = 0, *axes: int) -> tuple[Any, Any]:
    """Truth (N, ...) and scores (N, K, ...) of which many are right."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, (count, *axes))
    scores = random.normal(0.0, 1.0, (count, classes, *axes))
    scores += 1.5 * np.moveaxis(np.eye(classes)[truth], -1, 1)
    return truth, scores.astype(np.float32)
