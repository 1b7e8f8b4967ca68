"""The watches: one a kind of fault, each with its limits and how long they have to be passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import inf, isfinite
from statistics import fmean

from studio.training.config import TrainingConfig
from studio.training.events import EpochDone
from studio.training.health import alarms
from studio.training.health.activations import WINDOW
from studio.training.health.found import Found
from studio.training.health.nodes import WatchedNode
from studio.training.health.reading import Reading


class Situation:
    """What all watches know of the training."""

    def __init__(self, training: TrainingConfig, nodes: Mapping[str, WatchedNode], steps: int) -> None:
        self.training, self.nodes, self.steps = training, nodes, steps
        self.raised: set[str] = set()
        self.first_loss: float | None = None
        self.highest_loss = 0.0
        self.latest_loss: float | None = None

    def take_losses(self, losses: Sequence[float]) -> None:
        """Know the losses of more batches."""
        for loss in losses:
            self.first_loss = loss if self.first_loss is None else self.first_loss
            self.highest_loss = max(self.highest_loss, loss) if isfinite(loss) else inf
        if losses:
            self.latest_loss = fmean(losses)


class Watch:
    """Looks for one kind of fault; by itself it finds nothing."""

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """What a look at the nodes says."""
        yield from ()

    def of_epoch(self, done: EpochDone, situation: Situation) -> Iterator[Found]:
        """What the results of an epoch say."""
        yield from ()


class DeadUnits(Watch):
    """Most units of an activation are silent for all samples of several batches."""

    MOST = 0.7

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """Where that is so."""
        for path, figures in reading.nodes.items():
            dead = figures.get("dead", 0.0)
            self._times[path] = self._times[path] + 1 if dead >= self.MOST else 0
            if self._times[path] >= WINDOW:
                yield Found(alarms.DEAD_UNITS.finding(node=path, percent=f"{100 * dead:.0f}"), path, dead)


def watches() -> tuple[Watch, ...]:
    """All of them, nothing seen yet."""
    return (DeadUnits(),)
