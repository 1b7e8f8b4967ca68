"""Raises the learning rate by the same factor with each change of the weights."""

from __future__ import annotations

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import Steps


class Ramping(Callback):
    """Begins at a rate; the next change has a larger one."""

    def __init__(self, rate: float, factor: float) -> None:
        self.rate, self._factor = rate, factor

    def before_change(self, trainer: Steps) -> None:
        """Set the rate of this change."""
        for group in trainer.optimizer.param_groups:
            group["lr"] = self.rate
        trainer.rate = self.rate

    def after_change(self, trainer: Steps) -> None:
        """Have a larger one for the next."""
        self.rate *= self._factor
