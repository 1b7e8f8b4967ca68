"""Keeps gradients from growing beyond a limit before they change the weights."""

from __future__ import annotations

from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import Steps


class ClipValue(Callback):
    """Cuts each number of a gradient to at most the limit, up and down."""

    def __init__(self, limit: float) -> None:
        self._limit = limit

    def before_change(self, trainer: Steps) -> None:
        """Cut the gradients."""
        clip_grad_value_(trainer.weights, self._limit)


class ClipNorm(Callback):
    """Shortens the gradient of all weights together to at most the limit, its direction kept (Pascanu et al., 2013)."""

    def __init__(self, limit: float) -> None:
        self._limit = limit

    def before_change(self, trainer: Steps) -> None:
        """Shorten the gradient; the device is not waited for."""
        clip_grad_norm_(trainer.weights, self._limit)
