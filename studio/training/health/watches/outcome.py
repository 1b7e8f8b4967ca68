"""What comes out: the same for every sample, no better than before, or good for the training samples alone."""

from __future__ import annotations

from collections.abc import Iterator

from studio.training.events import EpochDone
from studio.training.health import alarms
from studio.training.health.found import Found
from studio.training.health.reading import Reading
from studio.training.health.surest import Surest
from studio.training.health.watches.gradients import AGAIN, MOVED
from studio.training.health.watches.units import DeadUnits
from studio.training.health.watches.watch import Situation, Watch
from studio.training.metrics import LOSS, VALIDATION

CAUSES = {
    alarms.name_of(each)
    for each in (
        alarms.DEAD_UNITS,
        alarms.SATURATED_UNITS,
        alarms.VANISHING_GRADIENTS,
        alarms.EXPLODING_GRADIENTS,
        alarms.CONSTANT_OUTPUT,
        alarms.NOT_FINITE_FORWARD,
    )
}
"""Alarms that say why nothing is learnt."""


class ConstantOutput(Watch):
    """What an Output gives is the same for every sample: at once where that is so within the network, else in several
    readings in a row, as a last layer may well begin with weights of 0. Dead units are told as such.
    """

    SAME = 1e-6

    def __init__(self) -> None:
        self._times = 0

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """The first node from which on that is so. Gradients that vanish say more of a network that hardly differs."""
        ends = [path for path in reading.spread if situation.nodes[path].is_last]
        is_constant = bool(ends) and all(reading.spread[path] <= self.SAME for path in ends)
        self._times = self._times + 1 if is_constant else 0
        if not is_constant or situation.raised & {
            alarms.name_of(alarms.VANISHING_GRADIENTS),
            alarms.name_of(alarms.CONSTANT_OUTPUT),
        }:
            return
        first = self._first(ends[0], reading, situation)
        at_once = reading.spread[first] == 0.0 and first not in ends
        is_dead = reading.nodes[first].get("dead", 0.0) >= DeadUnits.NEARLY_ALL
        if is_dead or (self._times < max(situation.window, AGAIN) and not at_once):
            return
        yield Found(alarms.CONSTANT_OUTPUT.finding(node=first), first, reading.spread[first])

    def _first(self, path: str, reading: Reading, situation: Situation) -> str:
        """The node that first has it of those that lead to one that has it."""
        for source in situation.nodes[path].sources:
            if reading.spread.get(source, 1.0) <= self.SAME:
                return self._first(source, reading, situation)
        return path


class NoLearning(Watch):
    """The weights cannot get anywhere at the pace of their steps, or the loss stays where it was for long.

    Even if all steps of the run went the same way, the first would move no layer by more than a hundredth.
    """

    SLOW, WAY = 1e-4, 0.01
    SAME, EPOCHS, PART, GOOD, WARM = 0.995, 5, 0.25, 0.9, 0.3

    def __init__(self) -> None:
        self._times = 0
        self._losses: list[float] = []

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """Whether the pace is so slow, with the largest learning rate that is planned."""
        moved = [figures[MOVED] for figures in reading.nodes.values() if MOVED in figures]
        if not moved or not reading.rate or situation.raised & CAUSES:
            return
        pace = max(moved) * max(situation.training.largest_rate / reading.rate, 1.0)
        is_slow = pace < self.SLOW and pace * situation.steps < self.WAY
        self._times = self._times + 1 if is_slow else 0
        if self._times < situation.window:
            return
        if all(figures.get("gradient_norm") == 0.0 for figures in reading.nodes.values() if MOVED in figures):
            yield Found(alarms.NO_GRADIENT.finding(), None, 0.0)
        else:
            rate = f"{situation.training.largest_rate:g}"
            yield Found(alarms.TOO_SLOW.finding(rate=rate, percent=f"{100 * pace * situation.steps:.2g}"), None, pace)

    def of_epoch(self, done: EpochDone, situation: Situation) -> Iterator[Found]:
        """Whether the loss of the training samples is where it was, warm-up left out."""
        planned = situation.training.largest_rate
        if (done.learning_rate or planned) < self.WARM * planned:
            return
        self._losses.append(done.training[LOSS.name])
        wanted = max(self.EPOCHS, round(self.PART * (situation.training.epochs or 0)))
        if len(self._losses) < wanted or situation.raised & CAUSES:
            return
        if min(self._losses) >= self.SAME * self._losses[0] and done.training.get("accuracy", 0.0) < self.GOOD:
            loss = self._losses[-1]
            yield Found(alarms.NO_LEARNING.finding(epochs=len(self._losses), loss=f"{loss:.4g}"), None, loss)


class LabelNoise(Watch):
    """Even the answers that the network is surest of do not agree with the labels, nearly as often as all of them.

    Where labels are right, those are far less often wrong than the others. It is judged by the best epoch, once that is
    some epochs ago, as before nothing is sure.
    """

    EPOCHS = 3
    FEWEST, LEAST, ALIKE, LEARNT = 15, 0.04, 0.75, 0.75

    def __init__(self) -> None:
        self._best: float | None = None
        self._found: Surest | None = None
        self._times = 0

    def of_epoch(self, done: EpochDone, situation: Situation) -> Iterator[Found]:
        """Whether that was so at the best epoch."""
        held = done.metrics.get(f"{VALIDATION}{LOSS.name}")
        if held is None:
            return
        if self._best is None or held < self._best:
            self._best, self._found, self._times = held, situation.surest, 0
        else:
            self._times += 1
        if self._times >= self.EPOCHS and self._found is not None and self._is_noise(self._found):
            percent = f"{100 * self._found.share:.2g}"
            yield Found(alarms.LABEL_NOISE.finding(count=self._found.top, percent=percent), None, self._found.share)

    def _is_noise(self, found: Surest) -> bool:
        """Whether the network has learnt to tell classes apart, and yet its surest answers are as wrong as others."""
        wrong = found.wrong / found.samples
        has_learnt = wrong < self.LEARNT * (1 - 1 / found.classes)
        return (
            has_learnt and found.top >= self.FEWEST and found.least >= self.LEAST and found.share >= self.ALIKE * wrong
        )


class Overfitting(Watch):
    """The validation loss has been rising for some epochs while the training loss went on falling."""

    EPOCHS = 3
    BACK, GAP, FALLEN = 0.05, 1.05, 0.9

    def __init__(self) -> None:
        self._first = 0.0
        self._best: tuple[float, float] | None = None
        self._times = 0

    def of_epoch(self, done: EpochDone, situation: Situation) -> Iterator[Found]:
        """Whether the best is so long ago, and so much better."""
        held, learnt = done.metrics.get(f"{VALIDATION}{LOSS.name}"), done.training[LOSS.name]
        if held is None:
            return
        self._first = self._first or held
        if self._best is None or held < self._best[0]:
            self._best, self._times = (held, learnt), 0
            return
        best, then = self._best
        is_worse = held > self.GAP * best and held - best > self.BACK * self._first and learnt < self.FALLEN * then
        self._times = self._times + 1 if is_worse else 0
        if self._times >= self.EPOCHS:
            yield Found(alarms.OVERFITTING.finding(best=f"{best:.3g}", now=f"{held:.3g}"), None, held / best)
