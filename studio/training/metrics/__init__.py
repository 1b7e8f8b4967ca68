"""The metrics: one declaration each, and which of them a task is told by.

Names of values in events: `loss` and the metrics' names, after `validation_` for those on the validation samples.
torchmetrics is imported only where a metric is built.
"""

from __future__ import annotations

from collections.abc import Sequence

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.by_class import F1, Dice, IoU, Precision, Recall
from studio.training.metrics.classification import (
    Accuracy,
    BalancedAccuracy,
    CohenKappa,
    ExactMatch,
    Matthews,
    TopFiveAccuracy,
)
from studio.training.metrics.figure import Better, Figure, Unit
from studio.training.metrics.metric import Metric
from studio.training.metrics.ranking import Auroc, AveragePrecision
from studio.training.metrics.regression import (
    R2,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    Pearson,
    RootMeanSquaredError,
)

__all__ = [
    "LEARNING_RATE", "LOSS", "METRICS", "USUAL", "VALIDATION", "Better", "Figure", "Metric", "Unit", "chosen",
    "figure", "offered",
]  # fmt: skip

METRICS: dict[str, type[Metric]] = {
    metric.name: metric
    for metric in (
        Accuracy, ExactMatch, BalancedAccuracy, TopFiveAccuracy, IoU, Dice, F1, Precision, Recall, Auroc,
        AveragePrecision, CohenKappa, Matthews, MeanAbsoluteError, RootMeanSquaredError, MeanSquaredError,
        MeanAbsolutePercentageError,
        R2, Pearson,
    )
}  # fmt: skip
"""Metrics by name, in the order in which they are offered."""

USUAL: dict[Task, str] = {
    "classes": "accuracy", "labels": "accuracy", "pixels": "accuracy", "positions": "accuracy",
    "numbers": "mae", "input": "mae",
}  # fmt: skip
"""What each task is told by where nothing else is chosen."""

LOSS = Figure("loss", tr("Loss"))

LEARNING_RATE = Figure("learning_rate", tr("Learning rate"))
"""What the optimizer steps with; told of a run beside its loss and metrics, and good neither high nor low."""

VALIDATION = "validation_"


def offered(task: Task, classes: int) -> tuple[str, ...]:
    """The names of the metrics that can be told of a task with so many classes."""
    return tuple(name for name, metric in METRICS.items() if metric.fits(task, classes))


def chosen(task: Task, classes: int, names: Sequence[str] = ()) -> tuple[type[Metric], ...]:
    """The metrics of these names that can be told of a task with so many classes; the usual one without names."""
    wanted = [METRICS[name] for name in names or (USUAL[task],)]
    return tuple(metric for metric in wanted if metric.fits(task, classes))


def figure(name: str) -> Figure:
    """How a value of this name is told, also one that this version does not know."""
    others = {each.name: each for each in (LOSS, LEARNING_RATE)}
    return others.get(name) or (METRICS[name].figure() if name in METRICS else Figure(name, name))
