"""From what a network gives to answers: probabilities, what is decided on, numbers in the units of the data."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from studio.data.config import Task
from studio.data.preparation import Preparation
from studio.training.activation import Activation, yes_above

OF_NUMBERS: tuple[Task, ...] = ("numbers", "input")
"""Tasks whose answers are numbers and no choice."""


@dataclass(frozen=True, eq=False)
class Answering:
    """How outputs (N, …) of the first Output become answers. `classes` names classes, labels or numbers.

    `finish` brings numbers to the units of the data; None where they are in them. `positions` is how many classes a
    sample has, one at each; 0 for other tasks.
    """

    task: Task
    classes: tuple[str, ...]
    activation: Activation
    finish: nn.Module | None = None
    positions: int = 0

    @classmethod
    def of(cls, preparation: Preparation, activation: Activation, *, finished: bool = False) -> Answering:
        """The answers of a run with this preparation; `finished` says that outputs are in the units of the data."""
        finish = None if finished else preparation.finish()
        return cls(preparation.task, preparation.classes, activation, finish, preparation.positions)

    @property
    def gives_numbers(self) -> bool:
        """Whether answers are numbers; else they are choices with probabilities."""
        return self.task in OF_NUMBERS

    @torch.no_grad()
    def probabilities(self, outputs: Tensor) -> Tensor:
        """Of each class or label (N, K), at each pixel (N, K, H, W) or position (N, K, P), from 0 to 1.

        A single score for two classes gives both. What a loss for numbers was to bring to 0 or 1 counts as it is.
        """
        scores = self.arranged(outputs)
        scores = scores if scores.dtype == torch.float64 else scores.float()
        if self.activation == "softmax":
            found = scores.softmax(1)
        else:
            found = scores.sigmoid() if self.activation == "sigmoid" else scores.clamp(0.0, 1.0)
        return torch.cat([1 - found, found], 1) if self.is_single(scores) else found

    @torch.no_grad()
    def decided(self, outputs: Tensor) -> Tensor:
        """The class (N,), (N, H, W) or (N, P) by its place, or for labels (N, K) which of them hold."""
        scores = self.arranged(outputs).float()
        if self.task == "labels":
            return scores > yes_above(self.activation)
        if self.is_single(scores):
            return (scores[:, 0] > yes_above(self.activation)).long()
        return scores.argmax(1)

    @torch.no_grad()
    def values(self, outputs: Tensor) -> Tensor:
        """Numbers (N, K), or samples as the network knows them again (N, *shape), in the units of the data."""
        numbers = outputs.float()
        learnt = numbers.sigmoid() if self.activation == "sigmoid" else numbers
        found: Tensor = learnt if self.finish is None else self.finish(learnt)
        return found

    def fits(self, outputs: Tensor) -> bool:
        """Whether outputs have as many numbers as there are answers."""
        if self.gives_numbers:
            return self.task == "input" or tuple(outputs.shape[1:]) == (len(self.classes),)
        axes = {"pixels": 4, "positions": 3}.get(self.task, 2)
        if self.task == "positions" and outputs.dim() == 2 and outputs.shape[1] != self.positions * len(self.classes):
            return False
        scores = self.arranged(outputs)
        return scores.dim() == axes and (scores.shape[1] == len(self.classes) or self.is_single(scores))

    def is_single(self, scores: Tensor) -> bool:
        """Whether one score says which of two classes it is."""
        return scores.shape[1] == 1 and self.task != "labels" and len(self.classes) == 2

    def arranged(self, outputs: Tensor) -> Tensor:
        """Scores with the classes along their second axis."""
        if self.task == "positions" and outputs.dim() == 2:
            return outputs.reshape(len(outputs), self.positions, -1).transpose(1, 2)
        return outputs
