"""Which learning rates are tried: from where to where, and in how many steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.optimizers import Optimizer

STEPS = 100
"""Rates that are tried."""

BELOW, ABOVE = 1e-3, 100.0
"""From which share of the lowest usual rate up to which multiple of the highest rates are tried."""


@dataclass(frozen=True)
class Span:
    """The rates to try, each larger than the one before by the same factor."""

    lowest: float
    highest: float
    steps: int = STEPS

    @classmethod
    def of(cls, optimizer: Optimizer) -> Self:
        """From far below to far above what an optimizer is mostly used with."""
        lowest, highest = optimizer.usual_rates
        return cls(lowest * BELOW, highest * ABOVE)

    def check(self) -> None:
        """Raise TrainingError where these are no rates that grow."""
        if not (0 < self.lowest < self.highest < float("inf") and self.steps > 1):
            raise TrainingError(
                tr("From {lowest:g} to {highest:g} no rate grows in {steps} steps.", lowest=self.lowest,
                   highest=self.highest, steps=self.steps),
                tr("Give a lowest rate above 0, a larger highest one, and at least 2 steps."),
            )  # fmt: skip

    @property
    def factor(self) -> float:
        """From one rate to the next."""
        factor: float = (self.highest / self.lowest) ** (1 / (self.steps - 1))
        return factor
