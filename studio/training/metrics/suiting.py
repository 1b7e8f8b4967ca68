"""Which of the metrics chosen cannot be told of the data, and why."""

from __future__ import annotations

from collections.abc import Sequence

from studio.data.config import Task
from studio.graph import Finding, Kind
from studio.text import listed
from studio.training.metrics import METRICS, offered

WRONG_METRIC = Kind(
    "wrong-metric",
    "{metric} is no metric of what the data ask for: {task}.",
    "Leave it out in the training settings; there are {others}.",
)
TOO_FEW_CLASSES = Kind(
    "too-few-classes",
    "{metric} is for more than {beyond} classes, but the data have {count}.",
    "Leave it out in the training settings; there are {others}.",
)


def unsuited(names: Sequence[str], task: Task, learnt: str, classes: int) -> Finding | None:
    """Why the first of the metrics that cannot be told of so many classes cannot; `learnt` is the task in words."""
    others = offered(task, classes)
    for name in names:
        metric = METRICS[name]
        told = {"metric": metric.title, "others": listed([METRICS[other].figure().inline for other in others])}
        if task not in metric.tasks:
            return WRONG_METRIC.finding(**told, task=learnt)
        if name not in others:
            return TOO_FEW_CLASSES.finding(**told, beyond=metric.beyond, count=classes)
    return None


def suited(names: Sequence[str], task: Task, classes: int) -> tuple[str, ...]:
    """Those of the metrics that can be told; none, which stands for the usual one, where none can."""
    others = offered(task, classes)
    return tuple(name for name in names if name in others)
