"""How far a training is, in numbers and in words, from its events alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from studio.formatting.numbers import exact, storage
from studio.formatting.quantities import duration, percent
from studio.text import ntr, tr
from studio.training.events import (
    BatchesDone,
    EarlyEnd,
    EpochDone,
    Evaluated,
    Event,
    RunFailed,
    RunFinished,
    RunStarted,
    Usage,
)
from studio.training.metrics import LEARNING_RATE, LOSS, Figure, figure

REPORTS = 10
"""Reports over which waiting is averaged."""

MUCH = 0.3
"""A share of the time that is worth a word."""


@dataclass
class Progress:
    """The state of a run after the events taken so far.

    `latest` has the newest values of the training by name, `validation` those of the last epoch; `metrics` are the
    names of what is told beside the loss, the main one first. `length` is the whole run in steps, `steps` the same
    where the run was set to so many.
    `usage` is the latest, `waiting` the share of the time in which the device waited for batches lately.
    """

    epochs: int = 0
    batches_per_epoch: int = 1
    steps: int | None = None
    length: int = 0
    epoch: int = 0
    step: int = 0
    samples_per_second: float | None = None
    seconds: float = 0.0
    learning_rate: float | None = None
    metrics: tuple[str, ...] = ()
    latest: Mapping[str, float] = field(default_factory=dict)
    validation: Mapping[str, float] = field(default_factory=dict)
    best_epoch: int | None = None
    usage: Usage | None = None
    waiting: float = 0.0
    test: Evaluated | None = None
    ended: Literal["", "finished", "stopped", "failed"] = ""
    early: EarlyEnd | None = None
    _first_step: int = 0
    _first_seconds: float | None = None

    def take(self, event: Event) -> None:
        """Go on with an event."""
        if isinstance(event, RunStarted):
            self._begin(event)
        elif isinstance(event, BatchesDone):
            self._advance(event)
        elif isinstance(event, EpochDone):
            self.latest, self.validation = event.training, event.validation
            self.learning_rate = event.learning_rate
            self.best_epoch = event.epoch if event.best else self.best_epoch
        elif isinstance(event, Evaluated) and event.checkpoint == "best":
            self.test = event
        elif isinstance(event, RunFinished):
            self.seconds, self.ended, self.early = event.seconds, event.reason, event.early
        elif isinstance(event, RunFailed):
            self.ended = "failed"

    @property
    def told(self) -> Figure:
        """What the answers are told by in one figure: the main metric, or the loss where there is none."""
        return figure(self.metrics[0] if self.metrics else LOSS.name)

    @property
    def share(self) -> float:
        """How much of the training is done, from 0 to 1."""
        return min(self.step / self.length, 1.0) if self.length else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time to the end at the speed so far; None before the first batches."""
        if self._first_seconds is None or self.step <= self._first_step:
            return None
        pace = (self.seconds - self._first_seconds) / (self.step - self._first_step)
        return max(0.0, pace * (self.length - self.step))

    @property
    def rate_words(self) -> str:
        """Such as `Learning rate 0.0027`; empty before the first batches."""
        if self.learning_rate is None or self.ended:
            return ""
        return LEARNING_RATE.told(float(f"{self.learning_rate:.3g}"))

    @property
    def usage_words(self) -> tuple[str, ...]:
        """What the training achieves and takes, such as `12 345 samples/s`, `1.2 GB`, `device 87 % busy`."""
        told = []
        if self.samples_per_second is not None:
            told.append(tr("{count} samples/s", count=exact(round(self.samples_per_second))))
        if self.usage is not None and self.usage.memory is not None:
            told.append(tr("{memory} of memory", memory=storage(self.usage.memory)))
        if self.usage is not None and self.usage.load is not None:
            told.append(tr("{share} busy", share=percent(self.usage.load, digits=0)))
        return tuple(told)

    @property
    def waiting_words(self) -> str:
        """A sentence where the device waits for the data much of the time; else empty."""
        if self.waiting < MUCH or self.ended:
            return ""
        return tr(
            "The device waits for the data {share} of the time: larger batches or smaller samples may help.",
            share=percent(self.waiting, digits=0),
        )

    @property
    def position_words(self) -> str:
        """Such as `Epoch 3 of 10`, or `Step 300 of 1,000`."""
        if self.steps is not None and not self.step:
            return ntr("{number} step", "{number} steps", self.steps, number=exact(self.steps))
        if self.steps is not None:
            return tr("Step {step} of {steps}", step=exact(self.step), steps=exact(self.steps))
        if not self.epoch:
            return ntr("{number} epoch", "{number} epochs", self.epochs, number=exact(self.epochs))
        return tr("Epoch {epoch} of {epochs}", epoch=self.epoch, epochs=exact(self.epochs))

    @property
    def time_words(self) -> str:
        """Such as `12 s left` or `Stopped after 12 s`; empty before anything is known."""
        time = duration(self.seconds)
        if self.early is not None:
            return tr("Stopped early after {time}", time=time)
        if self.ended == "finished":
            return tr("Done in {time}", time=time)
        if self.ended == "stopped":
            return tr("Stopped after {time}", time=time)
        if self.ended == "failed":
            return tr("Failed after {time}", time=time)
        left = self.seconds_left
        return "" if left is None else tr("{time} left", time=duration(left))

    def _begin(self, event: RunStarted) -> None:
        self.epochs, self.batches_per_epoch = event.epochs, max(event.batches_per_epoch, 1)
        self.steps, self.length = event.steps, event.length
        self.step, self.ended, self.metrics = event.step, "", event.metrics
        self.epoch = min(event.step // self.batches_per_epoch + 1, event.epochs)
        self.test, self.early, self._first_seconds = None, None, None
        self.usage, self.waiting = None, 0.0

    def _advance(self, event: BatchesDone) -> None:
        if not event.steps:
            return
        if self._first_seconds is None:
            # The first batches also warm up; the pace is measured behind them.
            self._first_step, self._first_seconds = event.steps[-1], event.seconds
        self.epoch, self.step, self.seconds = event.epoch, event.steps[-1], event.seconds
        self.latest = {**event.metrics, LOSS.name: event.losses[-1]}
        self.samples_per_second, self.learning_rate = event.samples_per_second, event.learning_rate
        self.usage = event.usage
        if event.usage is not None:
            self.waiting += (event.usage.waiting - self.waiting) / REPORTS
