"""How good a network is on samples it does not train on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from studio.training.batches import Batches
from studio.training.device import Compute
from studio.training.objective import Objective


@dataclass(frozen=True)
class Score:
    """Mean loss over this many samples, and the share of right answers or, where there are none, the mean error."""

    samples: int
    loss: float
    value: float
    share: bool = True

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, where answers are right or wrong."""
        return self.value if self.share else None

    @property
    def error(self) -> float | None:
        """The mean absolute error, where answers are numbers."""
        return None if self.share else self.value


def evaluate(
    model: nn.Module, batches: Batches, objective: Objective, compute: Compute, check: Callable[[], None]
) -> Score:
    """Score over all batches, of which there must be one. Leaves the model in the mode it was in.

    `check` is called before every batch, and may raise to give up.
    """
    was_training = model.training
    model.eval()
    losses, scores = [], []
    try:
        with torch.no_grad():
            for inputs, targets in batches.in_order():
                check()
                with compute.autocast():
                    outputs = model(inputs)
                losses.append(objective(outputs, targets) * len(targets))
                scores.append(objective.score(outputs, targets))
        total = torch.stack(losses).cpu().double().sum()
    finally:
        model.train(was_training)
    value = torch.stack(scores).cpu().double().sum().item() / batches.samples
    return Score(batches.samples, total.item() / batches.samples, value, objective.measure.share)
