"""What a training makes small, and how good the answers are that it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from studio.data.config import Task
from studio.training.activation import Activation, activation_behind, yes_above
from studio.training.losses import KLDivLoss, Loss

Outputs = Tensor | tuple[Tensor, ...]
"""What a network gives: one tensor, or one for each of several Outputs."""

PIXEL_AXES = 2
HALF = 0.5


class WeightedLoss(NamedTuple):
    """The mean loss of a batch, and what it is the mean over: its samples, or the factors of their classes."""

    mean: Tensor
    weight: Tensor | int


@dataclass(frozen=True)
class Objective:
    """A loss for a task. Every Output is compared with the targets; those after the first count `auxiliary` times.

    Outputs are (N, K) for classes and labels, with K = 1 for one of two classes; (N, K, H, W) for pixels; (N, K, P) for
    positions, or a row (N, P·K) of those of the first position, then of the second; for numbers and the input itself
    they have the targets' shape. `finish` brings these two from the scale that is learnt to the units of the data; None
    where that is the same. `activation` makes probabilities of outputs, which metrics are told by.

    In place of classes (N,) targets may be shares of classes (N, K), as samples that are mixed have them.
    """

    declaration: Loss
    loss: nn.Module
    task: Task = "classes"
    auxiliary: float = 1.0
    finish: nn.Module | None = None
    activation: Activation = "none"

    @classmethod
    def of(
        cls,
        declaration: Loss,
        task: Task = "classes",
        auxiliary: float = 1.0,
        device: torch.device | None = None,
        finish: nn.Module | None = None,
        activation: Activation | None = None,
    ) -> Objective:
        """The objective that a loss declares, with its factors on the device.

        Without an `activation` outputs are taken for those of a network that has none at its end.
        """
        summed = {"reduction": "sum"} if declaration.has_denominator else {}
        loss = declaration.build(PIXEL_AXES if task == "pixels" else 0, **summed)
        finish = None if finish is None else finish.to(device)
        activation = activation_behind(declaration, "") if activation is None else activation
        return cls(declaration, loss.to(device), task, auxiliary, finish, activation)

    def __call__(self, outputs: Outputs, targets: Tensor) -> WeightedLoss:
        """Mean loss of the outputs for the data set's targets, with its weight in a mean over several batches."""
        weight = self.weight(targets)
        if isinstance(outputs, Tensor):
            return WeightedLoss(self._of_one(outputs, targets, weight), weight)
        first, *others = (self._of_one(output, targets, weight) for output in outputs)
        return WeightedLoss(sum((self.auxiliary * other for other in others), start=first), weight)

    def each(self, outputs: Outputs, targets: Tensor) -> Tensor:
        """The loss of each sample by itself (N,), factors of its class included; NaN where nothing of it counts.

        Of pixels, positions and several numbers it is the mean over those of the sample that count.
        """
        if isinstance(outputs, Tensor):
            return self._each_of_one(outputs, targets)
        first, *others = (self._each_of_one(output, targets) for output in outputs)
        return sum((self.auxiliary * other for other in others), start=first)

    def weight(self, targets: Tensor) -> Tensor | int:
        """What the mean loss for targets (N, ...) is divided by: their number, or the factors of their classes."""
        return self.declaration.denominator(self.loss, targets) if self.declaration.has_denominator else len(targets)

    def counted(self, targets: Tensor) -> Tensor | int:
        """How many of the samples of targets (N, ...) have a target that counts."""
        ignored = self.declaration.ignored
        return len(targets) if ignored is None else (targets != ignored).reshape(len(targets), -1).any(1).sum()

    def decided(self, targets: Tensor) -> Tensor:
        """Targets as metrics count them: of shares of classes or labels the larger one, others as they are."""
        if self.task == "classes" and targets.is_floating_point():
            return targets.argmax(1)
        return (targets > HALF).to(targets.dtype) if self.task == "labels" else targets

    def answers(self, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The answers decided on, of the first Output, and their targets: classes, labels as 0 and 1, or numbers.

        Numbers are in the units of the data, as a person reads them and an exported file gives them.
        """
        outputs = self.arranged(outputs, targets)
        if self.task == "labels":
            return (outputs > yes_above(self.activation)).long(), targets.long()
        if self.task in ("numbers", "input"):
            numbers = outputs.float()
            learnt = numbers.sigmoid() if self.activation == "sigmoid" else numbers
            return self._in_units(learnt), self._in_units(targets.float())
        if outputs.shape[1] == 1:
            return (outputs[:, 0] > yes_above(self.activation)).long(), targets
        return outputs.argmax(1), targets

    def arranged(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """Scores with the classes along their second axis; a row of scores for positions is (N, K, P) then."""
        if self.task == "positions" and outputs.dim() == 2:
            return outputs.reshape(len(outputs), targets.shape[1], -1).transpose(1, 2)
        return outputs

    def ranked(self, outputs: Tensor) -> Tensor:
        """Scores (N, K) of the first Output for classes or labels, larger where a sample is likelier to be of it.

        Of two classes there is one, for the second.
        """
        scores = outputs.float()
        if self.task == "labels" or scores.shape[1] == 1:
            return scores
        if scores.shape[1] == 2:
            return scores[:, 1:] - scores[:, :1]
        exclusive = self.declaration.own == "softmax" or self.declaration.takes_logarithms
        return _log_odds(scores) if exclusive else scores

    def _in_units(self, numbers: Tensor) -> Tensor:
        found: Tensor = numbers if self.finish is None else self.finish(numbers)
        return found

    def _of_one(self, outputs: Tensor, targets: Tensor, weight: Tensor | int) -> Tensor:
        outputs = self.arranged(outputs, targets)
        # Contiguous, as NLLLoss cannot go back through pictures whose channels come last.
        outputs = _exact(outputs)
        loss: Tensor = self.loss(outputs.contiguous(), self._prepared(outputs, targets))
        # Where no target counts, there is no mean; the sum stands for it, which is 0 without label smoothing.
        return loss / weight.where(weight > 0, 1.0) if isinstance(weight, Tensor) else loss

    def _each_of_one(self, outputs: Tensor, targets: Tensor) -> Tensor:
        outputs = self.arranged(outputs, targets)
        values: Tensor = self._unreduced(outputs.float().contiguous(), self._prepared(outputs, targets))
        if isinstance(self.declaration, KLDivLoss):
            values = values.sum(1)
        values = values.flatten(1) if values.dim() > 1 else values.unsqueeze(1)
        ignored = self.declaration.ignored
        if ignored is None:
            return values.mean(1)
        counted = (targets != ignored).reshape(len(targets), -1)
        return (values * counted).sum(1) / counted.sum(1)

    @cached_property
    def _unreduced(self) -> nn.Module:
        """The loss that leaves its values as they are, sample by sample, on the device of the other."""
        module = self.declaration.build(PIXEL_AXES if self.task == "pixels" else 0, reduction="none")
        device = next((buffer.device for buffer in self.loss.buffers()), None)
        return module.to(device)

    def _prepared(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """The targets as the loss takes them beside these outputs."""
        if self.declaration.targets == "indices":
            return targets
        if self.task not in ("classes", "pixels"):
            return targets.to(outputs.dtype)
        if targets.is_floating_point():
            return targets[:, 1:] if outputs.shape[1] == 1 else targets
        if outputs.shape[1] == 1:
            return targets.unsqueeze(1).to(outputs.dtype)
        return one_hot(targets, outputs.shape[1]).movedim(-1, 1).to(outputs.dtype)


def _exact(outputs: Tensor) -> Tensor:
    """Outputs as losses are computed of them: in float32, whatever the network computes in, but for float64."""
    return outputs if outputs.dtype == torch.float64 else outputs.float()


def _log_odds(scores: Tensor) -> Tensor:
    """Logarithm of the odds (N, K) of each class, of scores whose softmax are the probabilities.

    The order is that of the probabilities, but does not run into 1.
    """
    whole = scores.logsumexp(1, keepdim=True)
    largest = scores.argmax(1, keepdim=True)
    # Of the largest share little is left, which is summed up by itself.
    rest = scores.scatter(1, largest, -torch.inf).logsumexp(1, keepdim=True)
    others = whole + torch.log1p(-(scores - whole).exp())
    return scores - others.scatter(1, largest, rest)
