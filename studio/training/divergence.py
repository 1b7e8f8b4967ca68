"""A loss that is no longer a number to go on from: what happened, and what is likely to help."""

from __future__ import annotations

import math

from studio.text import Text, tr
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError

FAR = 10.0
"""A learning rate so many times the usual one is set to the usual one at once, not lowered step by step."""

SMALL = 1e-3
"""A learning rate of this share of the usual one is not what makes a training diverge."""


def diverged(loss: float, epoch: int, step: int, training: TrainingConfig, *, changed: bool) -> TrainingError:
    """The error for the loss of this step, infinite or no number; `changed` says whether the weights had been."""
    if math.isnan(loss):
        message = tr(
            "The loss became not a number (NaN) in epoch {epoch}, step {step}: the training has diverged.",
            epoch=epoch, step=step,
        )  # fmt: skip
    else:
        message = tr(
            "The loss became infinite in epoch {epoch}, step {step}: the training has diverged.", epoch=epoch, step=step
        )
    remedy = _remedy(training, changed=changed)
    is_absurd = training.largest_rate > FAR * training.optimizer.usual_rate
    if changed and training.clip_norm is None and not is_absurd:
        remedy = tr("{remedy} Gradients that are clipped diverge less: set clip_norm, 1 is usual.", remedy=remedy)
    if epoch > 1:
        remedy = tr("{remedy} Checkpoints of earlier epochs are kept.", remedy=remedy)
    return TrainingError(message, remedy, "diverged")


def _remedy(training: TrainingConfig, *, changed: bool) -> Text:
    rate, usual, schedule = training.largest_rate, training.optimizer.usual_rate, training.schedule
    if not changed:
        return tr(
            "The weights had not been changed yet, so check the data for missing or very large numbers and how the "
            "weights begin, or add normalization layers."
        )
    if rate <= SMALL * usual:
        return tr(
            "The learning rate is {rate} and hardly to blame: check the data for missing or very large numbers and "
            "how the weights begin, or add normalization layers.",
            rate=f"{rate:g}",
        )
    lower = usual if rate > FAR * usual else rate / 10
    if schedule.own_rate:
        return tr(
            "Lower the learning rate, which goes up to {rate} ({parameter} of {schedule}; try {lower}), or add "
            "normalization layers.",
            rate=f"{rate:g}", lower=f"{lower:g}", parameter=schedule.own_rate, schedule=schedule.kind,
        )  # fmt: skip
    return tr(
        "Lower the learning rate, which is {rate} (try {lower}), or add normalization layers.",
        rate=f"{rate:g}", lower=f"{lower:g}",
    )  # fmt: skip
