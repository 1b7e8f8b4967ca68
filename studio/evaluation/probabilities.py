"""From what a network gives to probabilities of classes or labels, as its loss takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from studio.data.config import Task
from studio.evaluation.arrays import Array
from studio.training.losses import Loss

Kind = Literal["softmax", "sigmoid", "logarithms", "probabilities", "scores"]


@dataclass(frozen=True)
class Scoring:
    """What outputs mean: `softmax` or `sigmoid` of them are probabilities, they are the `logarithms` of these, or
    `probabilities` themselves; `scores` of which the highest wins are none. Above `yes_above` one output means yes.
    """

    kind: Kind
    yes_above: float

    @classmethod
    def of(cls, loss: Loss, *, are_probabilities: bool) -> Scoring:
        """As a loss takes them; where it takes any numbers, `are_probabilities` tells what they were found to be."""
        if loss.own:
            return cls(loss.own, loss.yes_above)
        if loss.takes_logarithms:
            return cls("logarithms", loss.yes_above)
        return cls("probabilities" if are_probabilities else "scores", loss.yes_above)


def probabilities(outputs: Array, scoring: Scoring, classes: int, task: Task) -> Array:
    """Probabilities (N, K, ...) of so many classes or labels, of outputs (N, K, ...), or (N, 1, ...) for two classes.

    Raises TypeError where the outputs are mere scores.
    """
    values = outputs.astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        found = _of(values, scoring.kind, task)
    if task != "labels" and found.shape[1] == 1 and classes == 2:
        return np.concatenate([1.0 - found, found], axis=1)
    return found


def _of(values: Array, kind: Kind, task: Task) -> Array:
    if kind == "softmax" and task != "labels":
        shifted: Array = np.exp(values - values.max(axis=1, keepdims=True))
        return shifted / shifted.sum(axis=1, keepdims=True)
    if kind == "sigmoid":
        # Each side without running over.
        small = np.exp(-np.abs(values))
        return np.where(values >= 0, 1.0, small) / (1.0 + small)
    if kind == "logarithms":
        return np.exp(values)
    if kind == "probabilities":
        return values
    raise TypeError("scores are no probabilities")


class LookForProbabilities:
    """Finds out of outputs, batch by batch, whether they are probabilities, as networks end in Softmax or Sigmoid."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self.are_probabilities = True

    def look(self, outputs: Array) -> None:
        """At outputs (N, K, ...)."""
        if not self.are_probabilities:
            return
        within = bool(((outputs >= 0.0) & (outputs <= 1.0)).all())
        shares = self._task == "labels" or outputs.shape[1] == 1 or bool((abs(outputs.sum(axis=1) - 1) < 1e-3).all())
        self.are_probabilities = within and shares
