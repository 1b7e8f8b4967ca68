"""Metrics of answers that are numbers: how far off they are, and how they go with the targets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.metric import ErrorOfNumbers, Metric

if TYPE_CHECKING:
    import torchmetrics


class MeanAbsoluteError(ErrorOfNumbers):
    """Mean over all numbers of the distance from the target, in the units of the targets."""

    name = "mae"
    title = tr("Mean absolute error")
    aliases = ("L1",)

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from torchmetrics import MeanAbsoluteError

        return MeanAbsoluteError()


class MeanSquaredError(ErrorOfNumbers):
    """Mean over all numbers of the squared distance from the target, in the squared units of the targets."""

    name = "mse"
    title = tr("Mean squared error")
    aliases = ("L2",)

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from torchmetrics import MeanSquaredError

        return MeanSquaredError()


class RootMeanSquaredError(ErrorOfNumbers):
    """Root of the mean over all numbers of the squared distance from the target, in the units of the targets.

    Large errors count more than in the mean absolute error.
    """

    name = "rmse"
    title = tr("Root mean squared error")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from torchmetrics import MeanSquaredError

        return MeanSquaredError(squared=False)


class R2(Metric):
    """Share of the targets' variance that is explained, as a mean over the numbers of a sample.

    1 is perfect; below 0 the mean of the targets would be a better answer.
    """

    name = "r2"
    title = tr("R² score")
    aliases = ("coefficient of determination", "explained variance")
    tasks = frozenset({"numbers"})
    unit = "number"
    lowest = -math.inf
    least = 2
    gathers = "moments"
    undefined = tr("the targets do not differ")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.moments import Moments, explained

        return Moments(explained, classes)


class Pearson(Metric):
    """How straight a line answers and targets lie on, whatever its slope and place, as a mean over the numbers.

    1 is a rising line, 0 none, −1 a falling one. It does not see answers that are all off by the same.
    """

    name = "pearson"
    title = tr("Pearson correlation")
    begins_with_name = True
    aliases = ("correlation coefficient",)
    tasks = frozenset({"numbers"})
    unit = "number"
    lowest = -1.0
    least = 2
    gathers = "moments"
    undefined = tr("the answers, or the targets, do not differ")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.moments import Moments, correlation

        return Moments(correlation, classes)


class MeanAbsolutePercentageError(Metric):
    """Mean over all numbers of the distance from the target, as a share of the target."""

    name = "mape"
    title = tr("Mean absolute percentage error")
    tasks = frozenset({"numbers"})
    better = "lower"
    highest = math.inf
    undefined = tr("a target is 0")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.moments import PercentageError

        return PercentageError()
