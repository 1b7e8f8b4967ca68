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
        if not self._ends:
            self._find_ends()
        if all(math.isfinite(_sum(each.grad)) for each in self._ends):
            return False
        self._is_over = True
        return True

    def _find_ends(self) -> None:
        """Which weights to look at, once there are gradients; none on a device that would have to be waited for."""
        found = [each for each in self._watched if each.grad is not None]
        self._is_over = any(each.device.type != "cpu" for each in found) or not self._watched
        self._ends = [] if self._is_over else list({id(each): each for each in (*found[:1], *found[-1:])}.values())


def _smallest(module: nn.Module) -> nn.Parameter | None:
    trained = [each for each in module.parameters() if each.requires_grad and each.numel()]
    return min(trained, key=lambda each: each.numel(), default=None)


def _sum(gradient: Tensor | None) -> float:
    return 0.0 if gradient is None else gradient.sum().item()
