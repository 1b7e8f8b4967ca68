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
    """Mean loss and share of right answers over this many samples."""

    samples: int
    loss: float
    accuracy: float


def evaluate(
    model: nn.Module, batches: Batches, objective: Objective, compute: Compute, check: Callable[[], None]
) -> Score:
    """Score over all batches, of which there must be one. Leaves the model in the mode it was in.

    `check` is called before every batch, and may raise to give up.
    """
    was_training = model.training
    model.eval()
    losses, correct = [], []
    try:
        with torch.no_grad():
            for inputs, targets in batches.in_order():
                check()
                with compute.autocast():
                    outputs = model(inputs)
                losses.append(objective(outputs, targets) * len(targets))
                correct.append(objective.correct(outputs, targets))
        total = torch.stack(losses).cpu().double().sum()
    finally:
        model.train(was_training)
    return Score(batches.samples, total.item() / batches.samples, torch.stack(correct).sum().item() / batches.samples)
