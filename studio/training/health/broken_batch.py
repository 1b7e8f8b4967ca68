"""Runs a batch of a training once more, to find where its numbers stopped being finite."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from torch import Tensor

from studio.training.batches import step_seed
from studio.training.health.first_not_finite import Origin, first_not_finite

if TYPE_CHECKING:
    from studio.training.callbacks.moment import UnderWay


def origin_in_batch(training: UnderWay, seed: int, batch: int) -> Origin | None:
    """Where numbers of this batch of the present epoch, from 0, stop being finite with the weights as they are.

    Chance is that of the step. None where all of them are finite, or the batch cannot be run node by node.
    """
    trainer, progress = training.trainer, training.trainer.progress
    with closing(training.train.shuffled(seed, progress.epoch, batch)) as batches:
        inputs, targets = trainer.group.share(*next(batches))
    step = progress.step - progress.batch + batch

    def loss_of(outputs: Any) -> Tensor:
        return trainer.objective(outputs, targets).mean

    trainer.compute.seed(step_seed(seed, step, trainer.group.rank))
    try:
        with trainer.compute.autocast():
            return first_not_finite(trainer.model, inputs, loss_of)
    except Exception:  # whatever layers written by people make of being run once more
        return None
