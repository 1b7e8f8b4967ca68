"""Metrics of the order that scores put samples in, whatever threshold a person will choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.metric import RANKED, Metric

if TYPE_CHECKING:
    import torchmetrics


class OfOrder(Metric):
    """A metric for which the scores of all samples have to be kept and sorted.

    Of two classes, the second is the one looked for. Of more classes, and of labels, each is set against all others,
    and the mean is over those that occur and are not everywhere.
    """

    tasks = RANKED
    compares = "ranked"
    gathers = "order"
    undefined = tr("only one class occurs, or the scores are too many to keep")


class Auroc(OfOrder):
    """How often a sample of the class gets a higher score than one that is not of it: the area under the ROC curve.

    1/2 is guessing. Exact, without thresholds: as a mean over the classes (labels) that occur, each against all others;
    of two classes, for the second. So many samples times classes that they cannot be kept (67 million) have no value.
    """

    name = "auroc"
    title = tr("AUROC")
    aliases = ("AUC", "ROC curve", "area under the curve")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.ordered import Ordered, roc_area

        return Ordered(roc_area, classes if task == "labels" or classes > 2 else 1, task == "labels", ignored)


class AveragePrecision(OfOrder):
    """Mean of the precision over all thresholds, weighed by how much of the class each finds more.

    Other than AUROC it is strict where a class is rare. Exact, as a mean over the classes (labels) that occur, each
    against all others; of two classes, for the second. What cannot be kept (67 million samples times classes) has none.
    """

    name = "average_precision"
    title = tr("Average precision")
    aliases = ("AUPRC", "PR curve", "mAP")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.ordered import Ordered, average_precision

        return Ordered(average_precision, classes if task == "labels" or classes > 2 else 1, task == "labels", ignored)
