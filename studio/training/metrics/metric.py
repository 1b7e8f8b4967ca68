"""What a metric is: its name, how it is told, which tasks it is for, and how torchmetrics computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from studio.data.config import Task
from studio.formatting import quantities
from studio.text import in_language

if TYPE_CHECKING:
    import torchmetrics

Unit = Literal["share", "number"]
"""A share from 0 to 1 is told in per cent; a number as it is, an error in the units of the targets."""

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Figure:
    """A figure that is told of a training, under a name that events and files carry."""

    name: str
    title: str
    unit: Unit = "number"
    better: Better = "lower"

    @property
    def label(self) -> str:
        """The title in the language in use."""
        return in_language(self.title)

    @property
    def inline(self) -> str:
        """The label within a sentence: small at its beginning, unless it begins with a sign such as F1."""
        label = self.label
        return label[:1].lower() + label[1:] if label[1:2].islower() else label

    def words(self, value: float) -> str:
        """A value as people read it."""
        return quantities.percent(value) if self.unit == "share" else quantities.loss(value)

    def told(self, value: float, *, inline: bool = False) -> str:
        """A value with its name: `Accuracy 97.1 %`."""
        return f"{self.inline if inline else self.label} {self.words(value)}"


@dataclass(frozen=True, kw_only=True)
class Metric(Figure):
    """A figure of how good answers are.

    `build` gives the metric of torchmetrics for a task with so many classes (labels, numbers), and the class whose
    targets are not counted, or None. It is updated with the answers and targets of `Objective.answers`. `least` samples
    are needed for a value, and more than `beyond` classes.
    """

    tasks: frozenset[Task]
    build: Callable[[Task, int, int | None], torchmetrics.Metric]
    least: int = 1
    beyond: int | None = None

    def fits(self, task: Task, classes: int) -> bool:
        """Whether it can be told of a task with so many classes."""
        return task in self.tasks and (self.beyond is None or classes > self.beyond)
