"""Gradients of several batches gathered as those of one large batch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.amp import GradScaler

from studio.text import tr
from studio.training.objective import WeightedLoss
from studio.training.saved_state import damaged
from studio.training.sharded_tensors import parted_as


class Gradients:
    """Gathers the gradients of the mean loss over so many batches together, as torch has it for all of their samples.

    Each batch counts by what its own mean is divided by. That is known of all of them only in the end, so until then
    the gradients are those of the sum, over a number near what it will be divided by, which keeps them in range.
    """

    def __init__(self, weights: Sequence[nn.Parameter], batches: int, scaler: GradScaler | None = None) -> None:
        """Losses are multiplied by the scale of a `scaler`; whoever takes a step divides the gradients by it again."""
        self._weights, self._batches = weights, batches
        self._scaler = scaler or GradScaler("cpu", enabled=False)
        self._gathered, self._scale = 0, 0
        self._weight: Tensor | int = 0

    @property
    def are_complete(self) -> bool:
        """Whether as many batches as are wanted have been taken in."""
        return self._gathered >= self._batches

    def add(self, loss: WeightedLoss, targets: Tensor) -> None:
        """Take in a batch with targets (B, ...)."""
        if self._batches > 1:
            self._scale = self._scale or max(targets.numel(), 1)
            self._weight = self._weight + loss.weight
            self._scaler.scale(loss.mean * divisor(loss.weight) / self._scale).backward()
        else:
            self._scaler.scale(loss.mean).backward()
        self._gathered += 1

    def finish(self) -> None:
        """Make the gradients those of the mean over all that was taken in; the next batch begins anew."""
        if self._batches > 1:
            gathered = [weights.grad for weights in self._weights if weights.grad is not None]
            factor = self._scale / divisor(self._weight)
            torch._foreach_mul_(gathered, factor)
        self._begin()

    def clear(self) -> None:
        """Forget the gradients, as `zero_grad` of the optimizer does in several times the time."""
        for weights in self._weights:
            weights.grad = None

    def state(self) -> dict[str, Any] | None:
        """What was taken in since the last change of the weights, None where that is nothing."""
        if not self._gathered:
            return None
        return {
            "batches": self._gathered,
            "scale": self._scale,
            "weight": self._weight,
            "gradients": [weights.grad for weights in self._weights],
        }

    def restore(self, state: Any) -> None:
        """Go back to what `state` gave. Raises TrainingError where that is no state of these weights."""
        self._begin()
        if state is None:
            return
        gradients = self._checked(state)
        self._gathered, self._scale = state["batches"], state["scale"]
        device = self._weights[0].device
        self._weight = state["weight"].to(device) if isinstance(state["weight"], Tensor) else state["weight"]
        for weights, gradient in zip(self._weights, gradients, strict=True):
            weights.grad = None if gradient is None else torch.empty_like(weights).copy_(parted_as(gradient, weights))

    def _begin(self) -> None:
        self._gathered, self._scale, self._weight = 0, 0, 0

    def _checked(self, state: Any) -> list[Tensor | None]:
        """The gradients of a state that is sound."""
        if not isinstance(state, dict) or state.keys() != {"batches", "scale", "weight", "gradients"}:
            raise damaged(tr("it has other gradients than it should"))
        if not _is_count(state["batches"], self._batches - 1) or not _is_count(state["scale"], 10**15):
            raise damaged(tr("it has gradients of more batches than are gathered"))
        weight: Any = state["weight"]
        weight = weight.tolist() if isinstance(weight, Tensor) else weight
        if not isinstance(weight, int | float) or not 0 <= weight < math.inf:
            raise damaged(tr("the weight of its gradients is no number that it can be"))
        gradients = state["gradients"]
        if not isinstance(gradients, list) or len(gradients) != len(self._weights):
            raise damaged(tr("it has other gradients than it should"))
        for gradient, weights in zip(gradients, self._weights, strict=True):
            if gradient is not None and not _is_like(gradient, weights):
                raise damaged(tr("a gradient has another shape or number format than it should"))
        return gradients


def divisor(weight: Tensor | int) -> Tensor | int:
    """What a mean of this weight was divided by: where nothing counts, the sum stands for it."""
    return weight.where(weight > 0, 1.0) if isinstance(weight, Tensor) else weight or 1


def _is_count(value: Any, most: int) -> bool:
    return type(value) is int and 0 < value <= most


def _is_like(gradient: Any, weights: Tensor) -> bool:
    return isinstance(gradient, Tensor) and (gradient.shape, gradient.dtype) == (weights.shape, weights.dtype)
