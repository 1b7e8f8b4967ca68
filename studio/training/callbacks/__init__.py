"""What stands beside the steps of a training, a file each: the settings say which of them there are."""

from __future__ import annotations

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.clipping import ClipNorm, ClipValue
from studio.training.config import TrainingConfig

__all__ = ["Callback", "callbacks_of"]


def callbacks_of(training: TrainingConfig) -> tuple[Callback, ...]:
    """The callbacks of these settings, in the order in which they are called."""
    found: list[Callback] = []
    if training.clip_value is not None:
        found.append(ClipValue(training.clip_value))
    if training.clip_norm is not None:
        found.append(ClipNorm(training.clip_norm))
    return tuple(found)
