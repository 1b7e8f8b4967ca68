"""Metrics of answers that are right or wrong: classes, labels, and the class of each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.data.config import Task
from studio.text import tr
from studio.training.metrics.metric import Metric

if TYPE_CHECKING:
    import torchmetrics

MOST_LIKELY = 5


def _accuracy(task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
    from torchmetrics.classification import MulticlassAccuracy, MultilabelAccuracy

    if task == "labels":
        return MultilabelAccuracy(classes, average="micro", validate_args=False)
    return MulticlassAccuracy(classes, average="micro", ignore_index=ignored, validate_args=False)


def _top5(task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
    from torchmetrics.classification import MulticlassAccuracy

    return MulticlassAccuracy(classes, top_k=MOST_LIKELY, average="micro", ignore_index=ignored, validate_args=False)


def _f1(task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
    from torchmetrics.classification import MulticlassF1Score, MultilabelF1Score

    if task == "labels":
        return MultilabelF1Score(classes, average="macro", validate_args=False)
    return MulticlassF1Score(classes, average="macro", ignore_index=ignored, validate_args=False)


def _iou(task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
    from torchmetrics.classification import MulticlassJaccardIndex

    return MulticlassJaccardIndex(classes, average="macro", ignore_index=ignored, validate_args=False)


ACCURACY = Metric(
    "accuracy", tr("Accuracy"), "share", "higher", tasks=frozenset({"classes", "labels", "pixels"}), build=_accuracy
)
"""Share of right answers: of samples, of all labels, or of all pixels."""

TOP5 = Metric(
    "top5_accuracy", tr("Top-5 accuracy"), "share", "higher",
    tasks=frozenset({"classes", "pixels"}), build=_top5, beyond=MOST_LIKELY,
)  # fmt: skip
"""Share of answers with the right class among the five most likely ones."""

F1 = Metric("f1", tr("F1 (macro)"), "share", "higher", tasks=frozenset({"classes", "labels", "pixels"}), build=_f1)
"""Harmonic mean of precision and recall, as a mean over the classes."""

IOU = Metric("iou", tr("Pixel IoU"), "share", "higher", tasks=frozenset({"pixels"}), build=_iou)
"""Pixels of a class that are found, by those that are of it or taken for it, as a mean over the classes."""
