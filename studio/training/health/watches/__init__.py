"""The watches: one a kind of fault, each with its limits and how long they have to be passed."""

from __future__ import annotations

from studio.training.health.watches.gradients import ExplodingGradients, VanishingGradients
from studio.training.health.watches.outcome import ConstantOutput, LabelNoise, NoLearning, Overfitting
from studio.training.health.watches.units import DeadUnits, SaturatedUnits
from studio.training.health.watches.watch import Situation, Watch

__all__ = ["Situation", "Watch", "watches"]


def watches() -> tuple[Watch, ...]:
    """All of them, nothing seen yet. What explains others comes before them."""
    return (
        DeadUnits(),
        SaturatedUnits(),
        ExplodingGradients(),
        VanishingGradients(),
        ConstantOutput(),
        NoLearning(),
        LabelNoise(),
        Overfitting(),
    )
