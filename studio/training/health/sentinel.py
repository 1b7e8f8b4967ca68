"""Watches every step for gradients that are not finite, at the price of two small sums."""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor, nn

from studio.training.config import TrainingConfig
from studio.training.health.nodes import WatchedNode


class Sentinel:
    """Looks at the gradients of the first and the last node that are trained.

    What goes wrong forwards is in that of the last, what goes wrong backwards in that of the first. It keeps quiet on
    devices that would have to be waited for, and where a scaler tries out which gradients are too large.
    """

    def __init__(self, training: TrainingConfig, nodes: Sequence[WatchedNode]) -> None:
        smallest = [weights for node in nodes if (weights := _smallest(node.module)) is not None]
        self._watched = [] if training.precision == "float16" else [*{id(each): each for each in smallest}.values()]
        self._ends: list[nn.Parameter] = []
        self._is_over = False

    def is_alarmed(self) -> bool:
        """Whether there are gradients that are not finite; True once."""
        if self._is_over:
            return False
        self._ends = self._ends or self._found_ends()
        if all(math.isfinite(_sum(each.grad)) for each in self._ends):
            return False
        self._is_over = True
        return True

    def _found_ends(self) -> list[nn.Parameter]:
        found = [each for each in self._watched if each.grad is not None and each.device.type == "cpu"]
        return found if len(found) < 2 else [found[0], found[-1]]


def _smallest(module: nn.Module) -> nn.Parameter | None:
    trained = [each for each in module.parameters() if each.requires_grad and each.numel()]
    return min(trained, key=lambda each: each.numel(), default=None)


def _sum(gradient: Tensor | None) -> float:
    return 0.0 if gradient is None else gradient.sum().item()
