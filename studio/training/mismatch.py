"""What does not fit between a network and what it is to learn: told as a problem, with the one change that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from studio.compiler.module import inputs_of
from studio.data.config import Task
from studio.graph import Finding, Graph, Problem
from studio.layers.io import Input
from studio.text import ntr, tr
from studio.training.losses import Loss

LEARNT: dict[Task, str] = {
    "classes": tr("one of several classes"),
    "pixels": tr("a class for each pixel"),
    "positions": tr("a class at each of several positions"),
    "labels": tr("labels of which several may hold"),
    "numbers": tr("numbers"),
    "input": tr("the input itself"),
}
"""What is learnt, in words."""

LOSS, METRICS, HEAD, LINEAR = "loss", "metrics", "head", "linear"
"""In place of a parameter: the loss as a whole, or the metrics; what lacks before an Output, a Flatten with a Linear of
so many outputs, or the Linear alone."""

Inputs = tuple[tuple[str, Input], ...]
"""The Inputs that lead to an Output, with their names."""


class Change(NamedTuple):
    """The one change that puts a mismatch right: a parameter of a node, or of the training where `node` is None."""

    node: str | None
    parameter: str
    value: Any


class Mismatch(NamedTuple):
    """What keeps a network from being trained on its data, with the change that helps where there is just one."""

    problem: Problem
    change: Change | None = None


@dataclass(frozen=True)
class Aim:
    """What the data ask of a network."""

    loss: Loss
    classes: Sequence[str]
    task: Task
    vocabulary: int
    normalized: bool
    metrics: Sequence[str]
    positions: int = 0

    @property
    def width(self) -> int:
        """How many numbers a network gives for a sample or pixel; for positions, in a row."""
        return len(self.classes) * (self.positions or 1)

    @property
    def counted(self) -> str:
        """Such as `10 classes`, or `1 number`."""
        count = len(self.classes)
        if self.task == "labels":
            return ntr("{count} label", "{count} labels", count)
        if self.task == "numbers":
            return ntr("{count} number", "{count} numbers", count)
        if self.task == "positions":
            return ntr(
                "{positions} positions with {count} class each", "{positions} positions with {count} classes each",
                count, positions=self.positions,
            )  # fmt: skip
        return ntr("{count} class", "{count} classes", count)

    @property
    def single(self) -> bool:
        """Whether one number may stand for two classes."""
        return self.task in ("classes", "pixels") and len(self.classes) == 2 and self.loss.targets == "like output"


def error(node: str | None, finding: Finding, *change: Any) -> Mismatch:
    """A mismatch at a node; `change` is its node, parameter and value."""
    return Mismatch(Problem("error", node, finding), Change(*change) if change else None)


def named_inputs(graph: Graph) -> Inputs:
    """The Inputs of a network, with their names."""
    layers = ((name, graph[name].layer) for name in inputs_of(graph))
    return tuple((name, layer) for name, layer in layers if isinstance(layer, Input))
