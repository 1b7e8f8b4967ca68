"""Finds a learning rate: on a copy of the network, the rate grows from step to step while the loss is watched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from statistics import fmean
from typing import Self

from studio.text import tr
from studio.training.batches import Batch, Batches
from studio.training.callbacks import Callbacks, limits_of
from studio.training.callbacks.ramping import Ramping
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.groundwork import prepare
from studio.training.optimizers import Optimizer
from studio.training.rate_curve import Tried, diverges
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

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
    ground = prepare(snapshot, control)
    callbacks = Callbacks([*limits_of(training), Ramping(span.lowest, span.factor)])
    trainer = ground.trainer(training, Progress(), span.steps, callbacks)
    losses: list[float] = []
    batches = _endless(ground.batches, training.seed)
    for _ in range(span.steps):
        loss = _step(trainer, islice(batches, training.accumulate), control)
        if loss is None:
            return
        losses.append(loss)
        yield Tried(trainer.rate, loss)
        if diverges(losses):
            return


def _endless(batches: Batches, seed: int) -> Iterator[Batch]:
    for epoch in count():
        yield from batches.shuffled(seed, epoch)


def _step(trainer: Trainer, batches: Iterator[Batch], control: Control) -> float | None:
    """Change the weights once; the mean loss of the batches, None where it is no number any more."""
    losses: list[float] = []
    for batch in batches:
        control.check()
        trainer.step(*batch)
        try:
            losses += [loss for done in trainer.report("") for loss in done.losses]
        except TrainingError:
            return None
    return fmean(losses)
