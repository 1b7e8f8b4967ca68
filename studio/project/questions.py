"""What a person wants to see inside a network: plain values, so that a window asks without waiting for torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from studio.project.model import Project

if TYPE_CHECKING:
    from torch import Tensor

    from studio.training.runs.checkpoint_index import Which


@dataclass(frozen=True)
class Question:
    """What is to be looked at: numbers typed for each Input, or a sample of a split with those that follow it.

    A `target` that is typed stands in place of that of the data. `training` has layers compute as in training.
    """

    inputs: Sequence[str] = ()
    sample: int | None = None
    split: str = "train"
    batch: int = 1
    target: str | None = None
    training: bool = False


@dataclass(frozen=True)
class Look:
    """A question of a project as it is drawn, and whose weights it is asked of.

    Those of a training under way, else those of a run's checkpoint, else the first that a training would begin with.
    """

    project: Project
    question: Question
    run: Path | None = None
    which: Which = "best"
    weights: Mapping[str, Tensor] | None = field(default=None, compare=False)


Weight = tuple[str, int]
"""A number of a parameter: the parameter's name, and the place in it laid out in a row."""


@dataclass(frozen=True)
class AroundWeights:
    """Which losses are wanted around the weights: in two random directions of a seed, or along two weights.

    `side` is an odd number of places each way, `is_quick` refuses what takes long.
    """

    project: Project
    run: Path | None = None
    way: Literal["random", "weights"] = "random"
    weights: tuple[Weight, Weight] | None = None
    seed: int = 0
    side: int = 21
    span: float = 1.0
    samples: int = 128
    is_quick: bool = False
