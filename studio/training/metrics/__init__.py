"""The metrics: one declaration each, and which of them a task is told by.

Names of values in events: `loss` and the metrics' names, after `validation_` for those on the validation samples.
torchmetrics is imported only where a metric is built.
"""

from __future__ import annotations

from collections.abc import Sequence

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.classification import ACCURACY, F1, IOU, TOP5
from studio.training.metrics.metric import Figure, Metric, Unit
from studio.training.metrics.regression import MAE, R2, RMSE

__all__ = [
    "ACCURACY",
    "LEARNING_RATE",
    "LOSS",
    "METRICS",
    "USUAL",
    "VALIDATION",
    "Figure",
    "Metric",
    "Unit",
    "chosen",
    "figure",
]

METRICS: dict[str, Metric] = {metric.name: metric for metric in (ACCURACY, TOP5, F1, IOU, MAE, RMSE, R2)}
"""Metrics by name."""

USUAL: dict[Task, Metric] = {"classes": ACCURACY, "labels": ACCURACY, "pixels": ACCURACY, "numbers": MAE, "input": MAE}
"""What each task is told by where nothing else is chosen."""

LOSS = Figure("loss", tr("Loss"))

LEARNING_RATE = Figure("learning_rate", tr("Learning rate"))
"""What the optimizer steps with; told of a run beside its loss and metrics, and good neither high nor low."""

VALIDATION = "validation_"


def chosen(task: Task, classes: int, names: Sequence[str] = ()) -> tuple[Metric, ...]:
    """The metrics of these names that can be told of a task with so many classes; the usual one without names."""
    wanted = [METRICS[name] for name in names] or [USUAL[task]]
    return tuple(metric for metric in wanted if metric.fits(task, classes))


def figure(name: str) -> Figure:
    """How a value of this name is told, also one that this version does not know."""
    others = {each.name: each for each in (LOSS, LEARNING_RATE)}
    return others.get(name) or METRICS.get(name) or Figure(name, name)
