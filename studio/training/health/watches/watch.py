"""What a watch is, and what all of them know of a training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import inf, isfinite
from statistics import fmean

from studio.training.config import TrainingConfig
from studio.training.events import EpochDone
from studio.training.health.activations import WINDOW
from studio.training.health.found import Found
from studio.training.health.nodes import WatchedNode
from studio.training.health.reading import Reading
from studio.training.health.surest import Surest


class Situation:
    """What all watches know of the training. `raised` has the names of the alarms so far, `window` says how many
    readings in a row have to show a fault: no more than an epoch has batches, which then are all samples.
    """

    def __init__(self, training: TrainingConfig, nodes: Mapping[str, WatchedNode], steps: int) -> None:
        self.training, self.nodes, self.steps = training, nodes, steps
        self.raised: set[str] = set()
        self.window = WINDOW
        self.first_loss: float | None = None
        self.highest_loss = 0.0
        self.latest_loss: float | None = None
        self.surest: Surest | None = None
        """What became of the surest answers to the validation samples in the epoch that is told."""

    def take_losses(self, losses: Sequence[float]) -> None:
        """Know the losses of more batches."""
        for loss in losses:
            self.first_loss = loss if self.first_loss is None else self.first_loss
            self.highest_loss = max(self.highest_loss, loss) if isfinite(loss) else inf
        if losses:
            self.latest_loss = fmean(losses)

    def has_fallen_to(self, share: float) -> bool:
        """Whether the loss is down to this share of what it began with."""
        return (
            self.first_loss is not None
            and self.latest_loss is not None
            and (self.latest_loss < share * self.first_loss)
        )


class Watch:
    """Looks for one kind of fault; by itself it finds nothing."""

    def of_reading(self, reading: Reading, situation: Situation) -> Iterator[Found]:
        """What a look at the nodes says."""
        yield from ()

    def of_epoch(self, done: EpochDone, situation: Situation) -> Iterator[Found]:
        """What the results of an epoch say."""
        yield from ()


class InARow:
    """Counts for each node how many readings in a row had it."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def count(self, found: Collection[str]) -> Mapping[str, int]:
        """The count of each after a reading in which these have it."""
        self._times = Counter({path: self._times[path] + 1 for path in found})
        return self._times
