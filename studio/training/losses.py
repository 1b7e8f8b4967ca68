"""The losses: one declaration each, under PyTorch's names."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from studio.data.config import Task
from studio.layers import Declaration, by_kind
from studio.text import ntr

if TYPE_CHECKING:
    from torch import Tensor, nn


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


PerClass = Annotated[
    tuple[Annotated[float, Field(ge=0.0, le=1e6)], ...], BeforeValidator(_listed), Field(min_length=1, max_length=1_000)
]
"""One factor for each class or label."""

NO_CLASS = -100
"""In torch, the index of a class to leave out that no target has."""

EVERY_TASK: frozenset[Task] = frozenset({"classes", "labels", "numbers", "pixels", "input"})


class Loss(Declaration):
    """A loss builds the `torch.nn` class of its own name from its parameters.

    `targets` is what it compares the output with: class indices (N,), (N, P) or (N, H, W), or numbers shaped like it.
    `tasks` are those whose targets it can take. `factors` names the parameter that has one factor a class. `own` is the
    activation that the loss applies itself.
    """

    targets: ClassVar[Literal["indices", "like output"]] = "like output"
    tasks: ClassVar[frozenset[Task]] = EVERY_TASK
    factors: ClassVar[str] = ""
    own: ClassVar[Literal["", "sigmoid", "softmax"]] = ""
    takes_logarithms: ClassVar[bool] = False

    def build(self, axes: int = 0, **options: Any) -> nn.Module:
        """The loss as a module of (output, target) that gives the mean over the batch.

        `axes` is the number of axes that targets have behind that of the classes (2 for pixels); `options` are torch's,
        and may ask for another reduction.
        """
        import torch
        from torch import nn

        arguments = dict(self)
        if self.factors and arguments[self.factors] is not None:
            factors = torch.tensor(arguments[self.factors])
            # Indices pick a factor; targets shaped like the output are multiplied, class by class.
            arguments[self.factors] = factors if self.targets == "indices" else factors.reshape(-1, *[1] * axes)
        module: nn.Module = getattr(nn, self.kind)(**arguments, **{**self.fixed(), **options})
        return module

    def fixed(self) -> dict[str, Any]:
        """Arguments that follow from what a training needs."""
        return {}

    @property
    def takes_shares(self) -> bool:
        """Whether a target may be shares of several classes in place of one class."""
        return self.targets == "like output"

    def lowest(self, classes: int) -> float:
        """A value that it cannot fall below on so many classes, however good the answers are."""
        return 0.0

    @property
    def ignored(self) -> int | None:
        """The class whose targets count for nothing, neither in the loss nor in any metric; None where all count."""
        return None

    @property
    def has_denominator(self) -> bool:
        """Whether samples count differently in the mean, so that batches of one size do too."""
        return False

    def denominator(self, module: nn.Module, targets: Tensor) -> Tensor:
        """What the sum of the losses for these targets is divided by for their mean, where it has one of its own."""
        raise NotImplementedError


class OfIndices(Loss):
    """A loss for class indices, of which each may count by a factor of its own."""

    targets = "indices"
    tasks = frozenset({"classes", "pixels", "positions"})
    factors = "weight"

    weight: PerClass | None = Field(
        None, description="How much each class counts, one number a class: more for rare ones; empty: all the same"
    )

    ignore_index: int = Field(
        NO_CLASS, ge=NO_CLASS, le=100_000, description="Class that counts for nothing, from 0; -100: none"
    )

    @property
    def ignored(self) -> int | None:
        """As it is set; targets are never below 0."""
        return self.ignore_index if self.ignore_index >= 0 else None

    @property
    def has_denominator(self) -> bool:
        """With factors the mean is over them, and over none of a class that counts for nothing."""
        return self.weight is not None or self.ignored is not None

    def denominator(self, module: nn.Module, targets: Tensor) -> Tensor:
        """The sum of the targets' factors, each 1 without any; shares of classes (N, K) count by their shares."""
        if targets.is_floating_point():
            return targets.sum() if self.weight is None else (targets @ module.get_buffer("weight")).sum()
        counted = targets != self.ignore_index
        if self.weight is None:
            return counted.sum()
        return (module.get_buffer("weight")[targets] * counted).sum()


class CrossEntropyLoss(OfIndices):
    """For classification into one of several classes: compares scores (no Softmax before it!) with the class.

    For pictures in which each pixel has a class, the scores are (classes, height, width). For a class at each of
    several positions they are (classes, positions), or one row: those of the first position, then of the second.
    """

    title = "Cross entropy"
    own = "softmax"

    @property
    def takes_shares(self) -> bool:
        """It does, but for a class that is left out."""
        return self.ignored is None

    label_smoothing: float = Field(0.0, ge=0.0, lt=1.0, description="Share of the target spread over all classes")

    def lowest(self, classes: int) -> float:
        """The entropy of the smoothed target, which the best answer equals (Szegedy et al., 2016).

        With factors it is that of the class for which it is least: only samples of this class would reach it.
        """
        factors = self.weight if self.weight is not None else (1.0,) * classes
        if not self.label_smoothing or len(factors) != classes:
            return 0.0
        spread = [self.label_smoothing * factor / classes for factor in factors]
        return min(
            (_least([*spread[:k], spread[k] + (1 - self.label_smoothing) * factor, *spread[k + 1 :]]) / factor)
            for k, factor in enumerate(factors)
            if factor
        )


def _least(shares: list[float]) -> float:
    """The least of sum(−share·log(p)) over all probabilities p: they are then as the shares are to each other."""
    whole = sum(shares)
    return -sum(share * math.log(share / whole) for share in shares if share)


class NLLLoss(OfIndices):
    """Negative log likelihood: compares logarithms of probabilities, as LogSoftmax gives them, with the class."""

    title = "Negative log likelihood"
    takes_logarithms = True


class BCEWithLogitsLoss(Loss):
    """For independent yes/no answers: compares scores (no Sigmoid before it!) with 0 or 1 for each output."""

    title = "Binary cross entropy"
    tasks = frozenset({"classes", "labels", "pixels", "input"})
    factors = "pos_weight"
    own = "sigmoid"

    pos_weight: PerClass | None = Field(
        None, description="How much a yes counts against a no, one number an output: more for rare ones"
    )


class MSELoss(Loss):
    """Mean squared error, for numbers; of class data it compares the outputs with 0 and 1 for each class."""

    title = "Mean squared error"


class L1Loss(Loss):
    """Mean absolute error, for numbers: outliers weigh no more than their distance.

    Hardly for classes: with ten of them, nine targets in ten are 0, so answering 0 to everything is its best.
    """

    title = "Mean absolute error"


class SmoothL1Loss(Loss):
    """Squared near zero, absolute beyond `beta`, for numbers: smooth at the end, robust against outliers."""

    title = "Smooth absolute error"

    beta: float = Field(1.0, ge=0.0, le=1e6, description="Error from which on it grows in a straight line")


class HuberLoss(Loss):
    """Squared near zero, absolute beyond `delta`, for numbers; `delta` times the smooth absolute error."""

    title = "Huber loss"

    delta: float = Field(1.0, gt=0.0, le=1e6, description="Error from which on it grows in a straight line")


class KLDivLoss(Loss):
    """Kullback-Leibler divergence of logarithms of probabilities, as LogSoftmax gives them, from the target's.

    With one right class for each sample it equals the negative log likelihood.
    """

    title = "Kullback-Leibler divergence"
    tasks = frozenset({"classes"})
    takes_logarithms = True

    def fixed(self) -> dict[str, Any]:
        """The mean over samples, as the divergence is defined; torch's default is the mean over all numbers."""
        return {"reduction": "batchmean"}


losses = by_kind(
    CrossEntropyLoss, MSELoss, BCEWithLogitsLoss, NLLLoss, L1Loss, SmoothL1Loss, HuberLoss, KLDivLoss
)  # fmt: skip
"""Loss declarations by name."""

USUAL: dict[Task, str] = {
    "classes": "CrossEntropyLoss",
    "pixels": "CrossEntropyLoss",
    "positions": "CrossEntropyLoss",
    "labels": "BCEWithLogitsLoss",
    "numbers": "MSELoss",
    "input": "MSELoss",
}
"""The loss to begin with for each task."""


def floor(loss: Loss, classes: int) -> str:
    """What keeps the loss from falling to 0 on so many classes, in a sentence; nothing where nothing does."""
    lowest = loss.lowest(classes)
    if not lowest:
        return ""
    return ntr(
        "With label smoothing the loss of {count} class cannot fall below {lowest}.",
        "With label smoothing the loss of {count} classes cannot fall below {lowest}.",
        classes,
        lowest=f"{lowest:.4g}",
    )
