"""Finds a learning rate: on a copy of the network, the rate grows from step to step while the loss is watched."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from statistics import fmean

from studio.training.batches import Batch
from studio.training.callbacks import Callbacks, limits_of
from studio.training.callbacks.ramping import Ramping
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.groundwork import prepare
from studio.training.rate_curve import Tried, diverges
from studio.training.rate_span import Span
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.torch_flags import flags_of
from studio.training.trainer import Trainer


def try_rates(snapshot: Snapshot, control: Control | None = None, span: Span | None = None) -> Iterator[Tried]:
    """Train the snapshot's network anew at growing rates, and yield the loss at each.

    It ends where the loss grows beyond all measure. Schedule and warm-up are left aside, limits of gradients and all
    else are as in a training, whose first batches these are; nothing is kept, and the same seed gives the same losses.
    Raises TrainingError, or what else keeps a training from beginning, and Stopped when `control` says so.
    """
    control = control or Control()
    training = snapshot.training
    span = span or Span.of(training.optimizer)
    span.check()
    with flags_of(training):
        yield from _tried(snapshot, control, span)


def _tried(snapshot: Snapshot, control: Control, span: Span) -> Iterator[Tried]:
    training = snapshot.training
    ground = prepare(snapshot, control)
    callbacks = Callbacks([*limits_of(training), Ramping(span.lowest, span.factor)])
    trainer = ground.trainer(training, Progress(), span.steps, callbacks)
    losses: list[float] = []
    batches = ground.batches.endless(training.seed)
    for _ in range(span.steps):
        try:
            loss = _step(trainer, islice(batches, training.accumulate), control)
        except TrainingError:
            # With the first weights it is no fault of the rate.
            if not losses:
                raise
            return
        losses.append(loss)
        yield Tried(trainer.rate, loss)
        if diverges(losses):
            return


def _step(trainer: Trainer, batches: Iterator[Batch], control: Control) -> float:
    """Change the weights once; the mean loss of the batches. Raises TrainingError where it is no number."""
    losses: list[float] = []
    for batch in batches:
        control.check()
        trainer.step(*batch)
        losses += [loss for done in trainer.report("") for loss in done.losses]
    return fmean(losses)
