"""Metrics that each class or label has, told as the mean over them, in which each counts the same (macro)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.metric import CONFUSION, LABELLED, RANKED, Metric

if TYPE_CHECKING:
    import torchmetrics


class OfEachClass(Metric):
    """A metric that torchmetrics has under one name for classes and for labels.

    For classes it is worked out from how often each is taken for each, which other metrics count too.
    """

    of_torchmetrics: ClassVar[str]
    gathers = CONFUSION

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from torchmetrics import classification

        from studio.training.metrics.confusion import Confusion, of_each_class

        options: dict[str, Any] = {"average": "macro", "validate_args": False}
        if task == "labels":
            found: torchmetrics.Metric = getattr(classification, f"Multilabel{cls.of_torchmetrics}")(classes, **options)
            return found
        metric = getattr(classification, f"Multiclass{cls.of_torchmetrics}")(classes, **options)
        return Confusion(of_each_class(metric), classes, ignored)


class Precision(OfEachClass):
    """Of the samples (pixels) that a class is answered for, the share that is of it; as a mean over the classes.

    Classes that neither occur nor are answered do not count; a label that is never answered counts as 0.
    """

    name = "precision"
    title = tr("Precision (macro)")
    aliases = ("positive predictive value",)
    tasks = LABELLED
    of_torchmetrics = "Precision"


class Recall(OfEachClass):
    """Of the samples (pixels) of a class, the share that is found; as a mean over the classes.

    Classes that neither occur nor are answered do not count; one that does not occur, but is answered, counts as 0, as
    does a label that does not occur.
    """

    name = "recall"
    title = tr("Recall (macro)")
    aliases = ("sensitivity", "true positive rate", "hit rate")
    tasks = LABELLED
    of_torchmetrics = "Recall"


class F1(OfEachClass):
    """Harmonic mean of precision and recall, as a mean over the classes.

    Classes that neither occur nor are answered do not count; a label of which nothing is found counts as 0.
    """

    name = "f1"
    title = tr("F1 (macro)")
    aliases = ("F-score", "F-measure")
    tasks = RANKED
    of_torchmetrics = "F1Score"


class IoU(OfEachClass):
    """Pixels of a class that are found, by those that are of it or taken for it; as a mean over the classes.

    Also called Jaccard index or mIoU. Over all pixels of all pictures together, not picture by picture.
    """

    name = "iou"
    title = tr("Pixel IoU")
    aliases = ("Jaccard index", "mIoU", "intersection over union", "segmentation")
    tasks = frozenset({"pixels"})
    of_torchmetrics = "JaccardIndex"

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from torchmetrics.classification import MulticlassJaccardIndex

        return MulticlassJaccardIndex(classes, average="macro", ignore_index=ignored, validate_args=False)


class Dice(OfEachClass):
    """Twice the pixels of a class that are found, by those of it and those taken for it; as a mean over the classes.

    The same as F1 of the pixels. Over all pixels of all pictures together, not picture by picture.
    """

    name = "dice"
    title = tr("Dice (F1 of pixels)")
    aliases = ("Sørensen", "F1", "segmentation")
    tasks = frozenset({"pixels"})
    of_torchmetrics = "F1Score"
