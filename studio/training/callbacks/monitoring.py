"""Looks inside the network at some of its steps, and tells what it finds together with the reports of batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter

from torch import Tensor, nn

from studio.text import tr
from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import Steps, UnderWay
from studio.training.config import TrainingConfig
from studio.training.events import Alarm, Distributions, EpochDone, Event, Health, Remark
from studio.training.health.activations import ActivationWatch
from studio.training.health.apart import look_apart
from studio.training.health.distributions import Counted
from studio.training.health.found import Found
from studio.training.health.judging import Judge
from studio.training.health.losses_reported import LossesReported
from studio.training.health.nodes import watched_nodes
from studio.training.health.reading import Look, Reading, merged, read
from studio.training.health.sentinel import Sentinel
from studio.training.health.surest import SureAnswers
from studio.training.health.weights import WeightWatch
from studio.training.objective import Outputs

SHARE = 0.01
"""Share of the time that looking may take."""

EARLY = (1, 2, 3, 4, 8, 16, 32)
"""Steps, counted from where the training begins or goes on, that are looked at whatever that costs."""

TOLD_EVERY = 1.0
"""Seconds between two events that tell of nodes, at least; they grow fewer as a training gets longer."""

TOLD_SHARE = 1 / 200
"""Events of nodes are no nearer to each other than this part of the time so far, so that a run stays small."""

COUNTED_EVERY, COUNTED_SHARE = 0.5, 1 / 40
"""The same of how numbers lie, which take more room."""


class Monitoring(Callback):
    """Takes figures of each node at sampled steps, tells them, and raises alarms.

    Hooks are on the network only for the batch that is looked at. Nothing waits for the device before the next report.
    """

    def __init__(self, training: TrainingConfig, model: nn.Module, steps: int) -> None:
        self._nodes = watched_nodes(model)
        self._activations = ActivationWatch(self._nodes)
        self._weights = WeightWatch(self._nodes)
        self._judge = Judge(training, self._nodes, steps)
        self._figures: dict[str, dict[str, Tensor]] = {}
        self._counts, self._counted_at = False, 0.0
        self._counted: Counted = {}
        self._wanted = False
        self._looks: list[Look] = []
        self._steps, self._cost = 0, 0.0
        self._length = steps
        self._is_first = True
        self._looked = self._told = self._begun = perf_counter()
        self._latest: Reading | None = None
        self._losses = LossesReported()
        self._sure = SureAnswers()
        self._sentinel = Sentinel(training, self._nodes)
        self._training: UnderWay | None = None
        self._urgent: list[Found] = []
        self._apart: Tensor | None = None
        self._remarks: list[str] = []

    def began(self, training: UnderWay) -> None:
        """The first step is looked at."""
        self._training = training
        self._begun = self._looked = self._told = perf_counter()
        self._judge.begin(len(training.train))
        self._judge.remember(event for event in training.run.events() if isinstance(event, Alarm))
        self._arm()

    def before_change(self, trainer: Steps) -> None:
        """Take gradients and weights where this step is looked at."""
        self._check(trainer, trainer.progress.batch)
        if self._wanted:
            begun = perf_counter()
            self._activations.end()
            self._figures = self._weights.before()
            self._counted = self._weights.counted() if self._counts else {}
            self._cost += perf_counter() - begun

    def after_change(self, trainer: Steps) -> None:
        """Take how far the weights were moved."""
        if self._wanted:
            begun = perf_counter()
            moved = self._weights.after()
            is_apart = not self._activations.found
            if is_apart:
                self._look_apart(trainer)
            figures = merged(self._activations.found, self._figures, moved)
            activations = {path: {"activations": each} for path, each in self._activations.counted.items()}
            counted = merged(activations, self._counted)
            self._looks.append(Look(trainer.progress.step + 1, trainer.rate, figures, counted))
            self._wanted = False
            self._looked = perf_counter()
            self._cost += self._looked - begun + (0.0 if is_apart else self._activations.seconds)

    def after_batch(self, trainer: Steps) -> None:
        """Look at the next step where it is time to."""
        if self._training is None:
            return
        self._steps += 1
        self._check(trainer, trainer.progress.batch - 1)
        if self._activations.is_on:
            self._activations.end()
        if not self._wanted and (self._steps + 1 in EARLY or self._is_worth_it):
            self._arm()

    def between_batches(self, training: UnderWay) -> Iterator[Event]:
        """Tell what was found once batches were reported, when nothing is waited for, and what ends it at once."""
        yield from self._alarms(training, self._urgent)
        self._urgent = []
        losses = self._losses.since(training.trainer)
        if losses:
            yield from self._tell(training, losses)

    def validated(self, outputs: Outputs, targets: Tensor) -> None:
        """Remember how sure the answers are, and which are right."""
        self._sure.take(outputs, targets)

    def epoch_told(self, training: UnderWay, done: EpochDone) -> Iterator[Event]:
        """Tell what was found to the end of the epoch, and what its results say."""
        is_last = training.trainer.progress.step >= self._length
        yield from self._tell(training, self._losses.since(training.trainer), is_last=is_last)
        yield from self._alarms(training, self._judge.of_epoch(done, self._sure.read()))

    def failed(self, training: UnderWay) -> Iterator[Event]:
        """Tell what was found before, and what it broke at."""
        yield from self._tell(training, training.trainer.reported, is_last=True)
        yield from self._alarms(training, [*self._urgent, *self._judge.of_failure(training.trainer)])

    def closed(self) -> None:
        """Take the hooks off."""
        self._activations.end()
        self._training = None

    @property
    def _is_worth_it(self) -> bool:
        return perf_counter() - self._looked > self._cost / SHARE

    def _arm(self) -> None:
        begun = perf_counter()
        self._counts = self._steps + 1 in EARLY or _is_time(
            begun, self._counted_at, self._begun, COUNTED_EVERY, COUNTED_SHARE
        )
        self._counted_at = begun if self._counts else self._counted_at
        self._activations.begin(count=self._counts)
        self._wanted = True
        self._cost = perf_counter() - begun

    def _look_apart(self, trainer: Steps) -> None:
        """See what leaves the layers of a network that runs as one piece, and say so once."""
        if self._training is None or not self._nodes:
            return
        if self._apart is None:
            self._apart = self._training.train.first()[0]
            self._remarks.append(
                tr(
                    "The network runs as one piece here (compiled, or recorded for the graphics card), so that "
                    "monitors see what leaves its layers by the first batch, which goes through it apart."
                )
            )
        look_apart(self._activations, trainer.model, self._apart, trainer.compute, count=self._counts)

    def _check(self, trainer: Steps, batch: int) -> None:
        """Find out at once where gradients are not finite, while the weights are still there that made them."""
        if self._training is not None and self._sentinel.is_alarmed():
            self._urgent += self._judge.of_broken_batch(self._training, batch)

    def _tell(self, training: UnderWay, losses: Sequence[float], *, is_last: bool = False) -> Iterator[Event]:
        """What was found since the last time. `losses` are those of the batches reported since."""
        yield from (Remark(training.run.name, text) for text in self._remarks)
        self._remarks = []
        readings, self._looks = read(self._looks), []
        self._judge.take_losses(losses)
        for reading in readings:
            self._latest = reading
            yield from self._alarms(training, self._judge.of_reading(reading), reading.step)
            if reading.distributions:
                epoch = -(-reading.step // len(training.train))
                yield Distributions(training.run.name, epoch, reading.step, reading.distributions)
        now = perf_counter()
        is_due = _is_time(now, self._told, self._begun, TOLD_EVERY, TOLD_SHARE)
        if self._latest is not None and (is_due or is_last or self._is_first):
            epoch = -(-self._latest.step // len(training.train))
            yield Health(training.run.name, epoch, self._latest.step, self._latest.nodes)
            self._latest, self._told, self._is_first = None, now, False

    def _alarms(self, training: UnderWay, found: Iterable[Found], step: int = 0) -> Iterator[Event]:
        step = step or training.trainer.progress.step
        epoch = -(-step // len(training.train))
        for each in found:
            told = each.finding
            yield Alarm(training.run.name, each.alarm, each.node, each.value, told.message, told.remedy, epoch, step)


def _is_time(now: float, last: float, begun: float, every: float, share: float) -> bool:
    """Whether so many seconds are over since the last time, and such a part of the time since the beginning."""
    return now - last > max(every, share * (now - begun))
