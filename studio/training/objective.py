"""What a training makes small, and how good the answers are that it reaches."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from studio.data.config import Task
from studio.training.losses import Loss
from studio.training.measures import MEASURES, Measure

Outputs = Tensor | tuple[Tensor, ...]
"""What a network gives: one tensor, or one for each of several Outputs."""

PIXEL_AXES = 2


@dataclass(frozen=True)
class Objective:
    """A loss for a task. Every Output is compared with the targets; those after the first count `auxiliary` times.

    Outputs are (N, K) for classes and labels, with K = 1 for one of two classes; (N, K, H, W) for pixels; for
    numbers and the input itself they have the targets' shape.
    """

    declaration: Loss
    loss: nn.Module
    task: Task = "classes"
    auxiliary: float = 1.0

    @classmethod
    def of(
        cls, declaration: Loss, task: Task = "classes", auxiliary: float = 1.0, device: torch.device | None = None
    ) -> Objective:
        """The objective that a loss declares, with its factors on the device."""
        axes = PIXEL_AXES if task == "pixels" else 0
        return cls(declaration, declaration.build(axes).to(device), task, auxiliary)

    @property
    def measure(self) -> Measure:
        """What `score` measures."""
        return MEASURES[self.task]

    def __call__(self, outputs: Outputs, targets: Tensor) -> Tensor:
        """Mean loss of the outputs for the data set's targets."""
        if isinstance(outputs, Tensor):
            return self._of_one(outputs, targets)
        first, *others = (self._of_one(output, targets) for output in outputs)
        return sum((self.auxiliary * other for other in others), start=first)

    def score(self, outputs: Outputs, targets: Tensor) -> Tensor:
        """Sum over the samples of what the measure says of the first Output, as a tensor that stays on the device."""
        first = outputs if isinstance(outputs, Tensor) else outputs[0]
        if self.task in ("classes", "pixels"):
            return _summed(self._chosen(first) == targets)
        if self.task == "labels":
            return _summed((first > self.declaration.yes_above) == targets.bool())
        answers = first.float().sigmoid() if self.declaration.own == "sigmoid" else first.float()
        return _summed((answers - targets).abs())

    def _of_one(self, outputs: Tensor, targets: Tensor) -> Tensor:
        loss: Tensor = self.loss(outputs.float(), self._prepared(outputs, targets))
        return loss

    def _prepared(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """The targets as the loss takes them."""
        if self.declaration.targets == "indices":
            return targets
        if self.task not in ("classes", "pixels"):
            return targets.float()
        if outputs.shape[1] == 1:
            return targets.unsqueeze(1).float()
        return one_hot(targets, outputs.shape[1]).movedim(-1, 1).float()

    def _chosen(self, outputs: Tensor) -> Tensor:
        """The class that each sample or pixel is taken for."""
        if outputs.shape[1] == 1:
            return (outputs[:, 0] > self.declaration.yes_above).long()
        return outputs.argmax(dim=1)


def _summed(values: Tensor) -> Tensor:
    """Sum over samples (N, ...) of the mean within each."""
    return values.float().reshape(len(values), -1).mean(dim=1).sum()
