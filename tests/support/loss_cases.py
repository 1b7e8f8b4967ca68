"""Every loss with every combination of its options and for every task, and samples that tell them apart."""

from __future__ import annotations

from itertools import chain, combinations
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from studio.data.config import Task
from studio.data.dataset import Split
from studio.training.losses import Loss, losses

SAMPLES, CLASSES = 64, 3
PLACES: dict[Task, tuple[int, ...]] = {"pixels": (2, 3), "input": (2, 3), "positions": (2,)}
"""Where a sample has several answers."""
INDICES: tuple[Task, ...] = ("classes", "pixels", "positions")
"""Tasks whose targets number a class."""
OPTIONS: dict[str, Any] = {
    "label_smoothing": 0.2,
    "weight": (10.0, 0.1, 0.0),
    "ignore_index": 2,
    "pos_weight": (0.5, 20.0, 1.0),
    "beta": 0.25,
    "delta": 0.25,
}


def choices(kind: str) -> list[dict[str, Any]]:
    """All combinations of the options of a loss."""
    names = [name for name in losses[kind].model_fields if name in OPTIONS]
    assert set(names) == set(losses[kind].model_fields)
    subsets = chain.from_iterable(combinations(names, count) for count in range(len(names) + 1))
    return [{name: OPTIONS[name] for name in subset} for subset in subsets]


CASES = [
    pytest.param(losses[kind].create(options), task, id=f"{kind}-{task}-{'-'.join(options)}")
    for kind in losses
    for task in sorted(losses[kind].tasks)
    for options in choices(kind)
    if not (task == "input" and "pos_weight" in options)
]


def split(loss: Loss, task: Task) -> Split:
    """What a network might answer, as the inputs of one that answers what it is given, and uneven targets."""
    random = torch.Generator().manual_seed(0)
    shape = (SAMPLES, CLASSES, *PLACES.get(task, ()))
    outputs = torch.randn(shape, generator=random)
    if loss.kind in ("NLLLoss", "KLDivLoss"):
        outputs = outputs.log_softmax(1)
    if task in INDICES:
        count = outputs[:, 0].numel()
        drawn = torch.multinomial(torch.tensor([0.1, 0.8, 0.1]), count, replacement=True, generator=random)
        return Split.of(outputs, drawn.reshape(outputs[:, 0].shape))
    targets = torch.rand(shape, generator=random)
    return Split.of(outputs, targets.round() if task == "labels" else targets)


def by_torch(loss: Loss, found: Split) -> float:
    """What torch's class of that name gives for the whole split."""
    arguments = {name: torch.tensor(value) if isinstance(value, tuple) else value for name, value in dict(loss).items()}
    targets = found.targets
    if loss.targets != "indices" and not targets.is_floating_point():
        targets = one_hot(targets, CLASSES).movedim(-1, 1).float()
    if arguments.get("pos_weight") is not None:
        arguments["pos_weight"] = arguments["pos_weight"].reshape(-1, *[1] * (found.inputs.dim() - 2))
    if loss.kind == "KLDivLoss":
        arguments["reduction"] = "batchmean"
    return float(getattr(nn, loss.kind)(**arguments)(found.inputs, targets))


class Answers(nn.Module):
    """Answers what it is given, on each of several Outputs, by a weight that a training may change."""

    def __init__(self, outputs: int = 1) -> None:
        super().__init__()
        self.factors = nn.ParameterList([nn.Parameter(torch.ones(())) for _ in range(outputs)])

    def forward(self, given: Tensor) -> Tensor | tuple[Tensor, ...]:
        first, *others = (factor * given for factor in self.factors)
        return (first, *others) if others else first
