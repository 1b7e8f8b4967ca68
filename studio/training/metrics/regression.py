"""Metrics of answers that are numbers: how far off they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.metric import Metric

if TYPE_CHECKING:
    import torchmetrics

_NUMBERS: frozenset[Task] = frozenset({"numbers", "input"})


def _mae(task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
    from torchmetrics import MeanAbsoluteError

    return MeanAbsoluteError()


def _rmse(task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
    from torchmetrics import MeanSquaredError

    return MeanSquaredError(squared=False)


def _r2(task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
    import torch
    from torchmetrics import R2Score

    metric = R2Score()
    for sums in ("sum_squared_error", "sum_error", "residual"):
        # By number from the beginning, so that what is saved has one shape.
        metric.add_state(sums, torch.zeros(classes), dist_reduce_fx="sum")
    return metric


MAE = Metric("mae", tr("Mean absolute error"), tasks=_NUMBERS, build=_mae)
"""Mean over all numbers of the distance from the target."""

RMSE = Metric("rmse", tr("Root mean squared error"), tasks=_NUMBERS, build=_rmse)
"""Root of the mean over all numbers of the squared distance from the target."""

R2 = Metric("r2", tr("R² score"), "number", "higher", tasks=frozenset({"numbers"}), build=_r2, least=2)
"""Share of the targets' variance that is explained; below 0 where their mean would be a better answer."""
