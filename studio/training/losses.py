"""The losses: one declaration each, under PyTorch's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from studio.layers import Declaration, by_kind

if TYPE_CHECKING:
    from torch import nn


class Loss(Declaration):
    """A loss builds the `torch.nn` class of its own name from its parameters.

    `targets` is what it compares the output with: class indices (N,), or numbers shaped like the output.
    `yes_above` is the value above which a single output means the second of two classes.
    """

    targets: ClassVar[Literal["indices", "like output"]] = "like output"
    yes_above: ClassVar[float] = 0.5

    def build(self) -> nn.Module:
        """The loss as a module of (output, target) that gives the mean over the batch."""
        from torch import nn

        module: nn.Module = getattr(nn, self.kind)(**dict(self))
        return module


class CrossEntropyLoss(Loss):
    """For classification into one of several classes: compares scores (no Softmax before it!) with the class."""

    title = "Cross entropy"
    targets = "indices"

    label_smoothing: float = Field(0.0, ge=0.0, lt=1.0, description="Share of the target spread over all classes")


class MSELoss(Loss):
    """Mean squared error, for numbers; of class data it compares the outputs with 0 and 1 for each class."""

    title = "Mean squared error"


class BCEWithLogitsLoss(Loss):
    """For independent yes/no answers: compares scores (no Sigmoid before it!) with 0 or 1 for each output."""

    title = "Binary cross entropy"
    yes_above = 0.0


losses = by_kind(CrossEntropyLoss, MSELoss, BCEWithLogitsLoss)
"""Loss declarations by name."""
