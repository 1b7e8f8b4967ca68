"""What a training makes small on class data, and the accuracy it reaches."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn.functional import one_hot

from studio.training.losses import Loss


@dataclass(frozen=True)
class Objective:
    """A loss over classes. Outputs are (N, K): one number for each of K classes, or K = 1 for one of two classes."""

    declaration: Loss
    loss: nn.Module

    @classmethod
    def of(cls, declaration: Loss) -> Objective:
        """The objective that a loss declares."""
        return cls(declaration, declaration.build())

    def __call__(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Mean loss of outputs (N, K) for class indices (N,)."""
        outputs = outputs.float()
        if self.declaration.targets == "indices":
            return self.loss(outputs, targets)
        if outputs.shape[1] == 1:
            return self.loss(outputs, targets.unsqueeze(1).float())
        return self.loss(outputs, one_hot(targets, outputs.shape[1]).float())

    def correct(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """How many outputs (N, K) point at their class, as a tensor that stays on the device."""
        if outputs.shape[1] == 1:
            return ((outputs[:, 0] > self.declaration.yes_above) == targets.bool()).sum()
        return (outputs.argmax(dim=1) == targets).sum()
