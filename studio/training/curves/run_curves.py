"""All curves of one run, from its events, and the axes they can be drawn over: steps, epochs or trained time."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from studio.training.curves.growing import Numbers
from studio.training.curves.series import Series
from studio.training.curves.smoothing import Smoothed
from studio.training.events import BatchesDone, EpochDone, Event, RunStarted
from studio.training.metrics import LEARNING_RATE, LOSS

By = Literal["step", "epoch", "time"]
"""What curves are drawn over: batches, epochs, or seconds trained so far without pauses."""

Split = Literal["training", "validation"]


class Curve:
    """One figure of a run. `batches` are values of single batches or of some together, at the last of them; `training`
    and `validation` those of whole epochs, at their last step. A curve that is `exact` is never smoothed.
    """

    def __init__(self, window: int, *, exact: bool = False) -> None:
        self.batches, self.training, self.validation = Series(), Series(), Series()
        self.is_exact = exact
        window = 1 if exact else window
        self._smoothed = Smoothed(self.batches, window)

    @property
    def smoothed(self) -> Smoothed:
        """The batches over about a window of steps, as far as they are known."""
        self._smoothed.catch_up()
        return self._smoothed

    def snapshot(self) -> Curve:
        """The same values, not smoothed, which no later change of these touches."""
        made = Curve(1, exact=self.is_exact)
        made.batches, made.training, made.validation = (
            series.snapshot() for series in (self.batches, self.training, self.validation)
        )
        return made

    def keep_until(self, step: float) -> None:
        """Forget what is after this step."""
        for series in (self.batches, self.training, self.validation):
            series.keep_until(step)
        self.smooth(self._smoothed.window)

    def smooth(self, window: int) -> None:
        """Smooth over about so many steps."""
        self._smoothed = Smoothed(self.batches, window)

    def take_smoothed(self, smoothed: Smoothed) -> None:
        """Take what was smoothed elsewhere of a snapshot of the batches, and smooth what has come since."""
        if smoothed.source.cuts == self.batches.cuts:
            smoothed.go_on_with(self.batches)
            self._smoothed = smoothed
        else:
            self.smooth(smoothed.window)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of it."""
        return not (len(self.batches) or len(self.training) or len(self.validation))

    @property
    def main(self) -> Series:
        """The training as it is drawn: smoothed batches, or epochs where there are none."""
        return self.smoothed.series if len(self.batches) else self.training

    def latest(self, split: Split) -> float | None:
        """The newest value: for the training that of the smoothed batches, or of the last epoch if none are newer."""
        if split == "validation":
            known = [self.validation] if len(self.validation) else []
        else:
            known = [series for series in (self.training, self.smoothed.series) if len(series)]
        return float(max(known, key=lambda series: series.last_step).values[-1]) if known else None


class RunCurves:
    """The curves of a run by the names of their figures, the loss first, then its metrics and the learning rate."""

    def __init__(self, window: int = 1) -> None:
        self.window = window
        self.batches_per_epoch = 1
        self.names: tuple[str, ...] = (LOSS.name,)
        self._curves: dict[str, Curve] = {}
        self._clock = Series()

    def __getitem__(self, name: str) -> Curve:
        """The curve of this name, an empty one where nothing is told of it."""
        if name not in self._curves:
            self._curves[name] = Curve(self.window, exact=name == LEARNING_RATE.name)
        return self._curves[name]

    @property
    def all(self) -> tuple[Curve, ...]:
        """Every curve that something was told of."""
        return tuple(self._curves.values())

    @property
    def known(self) -> tuple[str, ...]:
        """The names of the figures that something was told of, in their order, the learning rate last."""
        names = dict.fromkeys((*self.names, *(name for name in self._curves if name != LEARNING_RATE.name)))
        return tuple(name for name in (*names, LEARNING_RATE.name) if not self[name].is_empty)

    @property
    def last_step(self) -> float:
        """The newest step that is known."""
        return self._clock.last_step

    @property
    def steers_rate(self) -> bool:
        """Whether the learning rate was not always the same."""
        rate = self[LEARNING_RATE.name].batches.values
        return bool(len(rate)) and bool(np.any(rate != rate[0]))

    def snapshot(self) -> RunCurves:
        """The same values for another thread, not smoothed, which no later event touches."""
        made = RunCurves()
        made.batches_per_epoch, made.names, made._clock = self.batches_per_epoch, self.names, self._clock.snapshot()
        made._curves = {name: curve.snapshot() for name, curve in self._curves.items()}
        return made

    def take(self, event: Event) -> None:
        """Go on with an event. A run that goes on forgets what came after the step it goes on from."""
        if isinstance(event, RunStarted):
            self._begin(event)
        elif isinstance(event, BatchesDone):
            self._take_batches(event)
        elif isinstance(event, EpochDone):
            self._clock.push(event.step, event.seconds)
            for split, values in (("training", event.training), ("validation", event.validation)):
                for name, value in values.items():
                    getattr(self[name], split).push(event.step, value)

    def prepare(self) -> None:
        """Work out beforehand what drawing needs."""
        for curve in self._curves.values():
            for series in (curve.batches, curve.smoothed.series, curve.training, curve.validation):
                series.prepare()

    def x_of(self, steps: ArrayLike, by: By) -> Numbers:
        """Where steps (N,) lie on an axis, (N,): the time of a step between two reports is that in proportion."""
        steps = np.asarray(steps, np.float64)
        if by == "epoch":
            return steps / self.batches_per_epoch
        if by == "time":
            return np.interp(steps, self._clock.steps, self._clock.values) if len(self._clock) else steps * 0.0
        return steps

    def step_at(self, x: float, by: By) -> float:
        """The step at a place of an axis: before the first and after the last of all where that lies outside."""
        if by == "epoch":
            return x * self.batches_per_epoch
        if by == "step" or not len(self._clock):
            return x
        if x > self._clock.values[-1]:
            return self.last_step + 1.0
        return float(np.interp(x, self._clock.values, self._clock.steps, left=-1.0))

    def _begin(self, event: RunStarted) -> None:
        self.batches_per_epoch = max(event.batches_per_epoch, 1)
        self.names = (LOSS.name, *event.metrics)
        for curve in self._curves.values():
            curve.keep_until(event.step)
        self._set_clock_back(event.step)
        if event.step == 0:
            self._curves.clear()

    def _set_clock_back(self, step: int) -> None:
        """Have the time of this step as the last that is known."""
        (seconds,) = self.x_of([step], "time")
        self._clock.keep_until(step)
        self._clock.push(step, float(seconds))

    def _take_batches(self, event: BatchesDone) -> None:
        self[LOSS.name].batches.append(event.steps, event.losses)
        told = dict(event.metrics)
        if event.learning_rate is not None:
            told[LEARNING_RATE.name] = event.learning_rate
        for name, value in told.items():
            self[name].batches.push(event.steps[-1], value)
        self._clock.push(event.steps[-1], event.seconds)
