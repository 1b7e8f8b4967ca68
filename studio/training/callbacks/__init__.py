"""What stands beside the steps of a training, a file each: the settings say which of them there are."""

from __future__ import annotations

from torch import nn

from studio.training.callbacks.averaging import Averaging
from studio.training.callbacks.callback import Callback
from studio.training.callbacks.clipping import ClipNorm, ClipValue
from studio.training.callbacks.glimpsing import Glimpsing
from studio.training.callbacks.monitoring import Monitoring
from studio.training.callbacks.reporting import Reporting
from studio.training.callbacks.saving import Saving
from studio.training.callbacks.scheduling import Scheduling
from studio.training.callbacks.several import Callbacks
from studio.training.callbacks.stopping_early import StoppingEarly
from studio.training.config import TrainingConfig

__all__ = ["Callback", "Callbacks", "callbacks_of", "limits_of"]


def callbacks_of(
    training: TrainingConfig, steps: int, model: nn.Module, *, keeps: bool = True, monitors: bool = True
) -> Callbacks:
    """The callbacks of these settings for a model in a run of so many steps, in the order in which they are called.

    Saving, where this process `keeps` the run, is the last, so that what it saves has everything of the moment in it.
    One process `monitors`, where the settings ask for that.
    """
    found = limits_of(training)
    if training.monitors and monitors:
        found.insert(0, Monitoring(training, model, steps))  # before anything limits the gradients
    if training.early_stopping is not None:
        found.append(StoppingEarly(training.early_stopping))
    average = training.average_weights.build(model)
    if average is not None:
        found.append(Averaging(training.average_weights, model, average))
    found += [Scheduling(training, steps), Reporting()]
    if keeps:
        found += [Glimpsing(), Saving(training.keep_every)]
    return Callbacks(found)


def limits_of(training: TrainingConfig) -> list[Callback]:
    """Those that keep gradients within limits."""
    found: list[Callback] = []
    if training.clip_value is not None:
        found.append(ClipValue(training.clip_value))
    if training.clip_norm is not None:
        found.append(ClipNorm(training.clip_norm))
    return found
