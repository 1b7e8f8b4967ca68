"""What a metric is: which tasks it is for, how its values are told, and what of torchmetrics computes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from studio.data.config import Task
from studio.layers import Declaration
from studio.training.metrics.figure import Better, Figure, Unit

if TYPE_CHECKING:
    import torchmetrics

Answers = Literal["decided", "scores", "ranked"]
"""What a metric compares with the targets: the answers decided on (a class, yes or no, numbers), the score of each
class, or scores of which the larger one of two samples says that it is the likelier to be of the class."""

CLASSES: frozenset[Task] = frozenset({"classes", "pixels"})
LABELLED: frozenset[Task] = frozenset({"classes", "labels", "pixels", "positions"})
SEVERAL: frozenset[Task] = frozenset({"labels", "positions"})
RANKED: frozenset[Task] = frozenset({"classes", "labels"})
NUMBERS: frozenset[Task] = frozenset({"numbers", "input"})
"""Tasks that several metrics are for."""

CONFUSION = "confusion"
"""What several metrics gather."""


class Metric(Declaration):
    """A figure of how good answers are, exactly that of all samples of an epoch or a split together.

    `title` names it and the docstring explains it. Values lie from `lowest` to `highest`. At least `least` samples are
    needed for a value, and more than `beyond` classes. `undefined` says when there is no value though there are
    samples; it is then left out. Metrics with the same word in `gathers` keep the same of answers, which is done once.
    `aliases` are other words for it, `begins_with_name` is as of Figure.
    """

    tasks: ClassVar[frozenset[Task]]
    unit: ClassVar[Unit] = "share"
    better: ClassVar[Better] = "higher"
    lowest: ClassVar[float] = 0.0
    highest: ClassVar[float] = 1.0
    compares: ClassVar[Answers] = "decided"
    gathers: ClassVar[str] = ""
    least: ClassVar[int] = 1
    beyond: ClassVar[int | None] = None
    undefined: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    begins_with_name: ClassVar[bool] = False

    @classmethod
    def figure(cls) -> Figure:
        """How it is told."""
        return Figure(cls.name, cls.title, cls.unit, cls.better, cls.begins_with_name)

    @classmethod
    def fits(cls, task: Task, classes: int) -> bool:
        """Whether it can be told of a task with so many classes."""
        return task in cls.tasks and (cls.beyond is None or classes > cls.beyond)

    @classmethod
    def build(cls, task: Task, classes: int, ignored: int | None) -> torchmetrics.Metric:
        """What gathers batches of answers and targets, for a task with so many classes (labels, numbers).

        `ignored` is the class whose targets are not counted, or None.
        """
        raise NotImplementedError


class ErrorOfNumbers(Metric):
    """How far off numbers are, in their own units or a power of them."""

    unit = "number"
    better = "lower"
    highest = math.inf
    tasks = NUMBERS
