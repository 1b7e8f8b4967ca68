"""What becomes of the weights of many steps in an average of them."""

from __future__ import annotations

from studio.explanation.formula import Rule
from studio.text import tr
from studio.training.averages import EMA, SWA, Average


def average_rules(average: Average) -> tuple[Rule, ...]:
    """How the average a follows a weight w: after a step t, or after e whole epochs."""
    if isinstance(average, EMA):
        told = tr("the average after a step, which begins with the first weights")
        return (Rule(told, "a", "w if t < 2 else d*a + (1 - d)*w", {"d": average.decay}, step=True),)
    if isinstance(average, SWA):
        told = tr("the average after an epoch, of the epochs behind the start")
        return (Rule(told, "a", "w if e < s + 2 else a + (w - a) / (e - s)", {"s": average.start}, step=True),)
    return (Rule(tr("what counts after a step"), "a", "w", step=True),)
