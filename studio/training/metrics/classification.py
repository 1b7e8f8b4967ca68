"""Metrics of answers that are right or wrong: classes, labels, and the class of each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.metric import CLASSES, CONFUSION, LABELLED, SEVERAL, Metric

if TYPE_CHECKING:
    import torchmetrics

MOST_LIKELY = 5


class Accuracy(Metric):
    """Share of right answers: of samples, of all labels, of all pixels, or at all positions.

    Where one class is frequent, always answering it reaches a high accuracy: look at the balanced accuracy or F1 too.
    """

    name = "accuracy"
    title = tr("Accuracy")
    tasks = LABELLED

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from torchmetrics.classification import MulticlassAccuracy, MultilabelAccuracy

        if task == "labels":
            return MultilabelAccuracy(classes, average="micro", validate_args=False)
        return MulticlassAccuracy(classes, average="micro", ignore_index=ignored, validate_args=False)


class ExactMatch(Metric):
    """Share of samples of which every label, or the class at every position, is right.

    A single wrong one counts as much as all of them: of four letters with 9 in 10 right, 2 texts in 3 are.
    """

    name = "exact_match"
    title = tr("Exact match")
    aliases = ("whole-sample accuracy", "subset accuracy", "sequence accuracy")
    tasks = SEVERAL

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from torchmetrics.classification import MulticlassExactMatch, MultilabelExactMatch

        if task == "labels":
            return MultilabelExactMatch(classes, validate_args=False)
        return MulticlassExactMatch(classes, ignore_index=ignored, validate_args=False)


class TopFiveAccuracy(Metric):
    """Share of answers with the right class among the five most likely ones. For more than five classes."""

    name = "top5_accuracy"
    title = tr("Top-5 accuracy")
    aliases = ("top-k", "hit rate")
    tasks = CLASSES
    compares = "scores"
    beyond = MOST_LIKELY

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.likeliest import AmongLikeliest

        return AmongLikeliest(MOST_LIKELY, ignored)


class BalancedAccuracy(Metric):
    """Mean over the classes that occur of the share of their samples (pixels) that are found.

    Each class counts the same, however rare it is.
    """

    name = "balanced_accuracy"
    gathers = CONFUSION
    title = tr("Balanced accuracy")
    aliases = ("macro recall", "mean class accuracy")
    tasks = CLASSES

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.confusion import Confusion, balanced_accuracy

        return Confusion(balanced_accuracy, classes, ignored)


class CohenKappa(Metric):
    """How much more often answers and targets agree than they would by chance, were both as frequent as they are.

    1 is full agreement, 0 that of chance (Cohen, 1960).
    """

    name = "cohen_kappa"
    gathers = CONFUSION
    title = tr("Cohen's kappa")
    begins_with_name = True
    aliases = ("agreement", "inter-rater")
    tasks = CLASSES
    unit = "number"
    lowest = -1.0
    undefined = tr("answers and targets are all of one class")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.confusion import Confusion, cohen_kappa

        return Confusion(cohen_kappa, classes, ignored)


class Matthews(Metric):
    """Correlation of answers and targets: 1 where all are right, 0 where they have nothing to do with each other.

    Also with classes of very different size it is high only where all of them are answered well (Matthews, 1975).
    """

    name = "matthews"
    gathers = CONFUSION
    title = tr("Matthews correlation")
    begins_with_name = True
    aliases = ("MCC", "phi coefficient")
    tasks = CLASSES
    unit = "number"
    lowest = -1.0
    undefined = tr("all answers, or all targets, are of one class")

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        from studio.training.metrics.confusion import Confusion, matthews

        return Confusion(matthews, classes, ignored)
