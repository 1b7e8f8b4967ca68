"""Decides of what monitors found which of it is a fault: each alarm once a node."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import torch

from studio.training.config import TrainingConfig
from studio.training.events import Alarm, EpochDone
from studio.training.health import alarms
from studio.training.health.activations import WINDOW
from studio.training.health.broken_batch import origin_in_batch
from studio.training.health.first_not_finite import Origin
from studio.training.health.found import Found
from studio.training.health.nodes import WatchedNode
from studio.training.health.reading import Reading
from studio.training.health.surest import Surest
from studio.training.health.watches import Situation, watches

if TYPE_CHECKING:
    from studio.training.callbacks.moment import Steps, UnderWay

NOT_FINITE = "not_finite"


class Judge:
    """Hands what is found on to the watches, and lets no alarm through twice for a node."""

    def __init__(self, training: TrainingConfig, nodes: Sequence[WatchedNode], steps: int) -> None:
        self._seed = training.seed
        self._nodes = {node.path: node for node in nodes}
        self._situation = Situation(training, self._nodes, steps)
        self._watches = watches()
        self._raised: set[tuple[str, str | None]] = set()
        self._broken: list[tuple[str, str]] = []

    def begin(self, batches: int) -> None:
        """Know how many batches an epoch has: fewer of them than a window has are looked at sooner."""
        self._situation.window = max(min(WINDOW, batches), 1)

    def remember(self, raised: Iterable[Alarm]) -> None:
        """Do not raise these again."""
        self._raised |= {(each.alarm, each.node) for each in raised}

    def take_losses(self, losses: Sequence[float]) -> None:
        """Know the losses of the batches since the last time."""
        self._situation.take_losses(losses)

    def of_reading(self, reading: Reading) -> Iterator[Found]:
        """What a look at the nodes says."""
        if reading.not_finite and not self._broken:
            self._broken = list(reading.not_finite)
        for watch in self._watches:
            yield from self._new(watch.of_reading(reading, self._situation))

    def of_epoch(self, done: EpochDone, surest: Surest | None) -> Iterator[Found]:
        """What the results of an epoch say, and its surest answers to the validation samples."""
        self._situation.surest = surest
        for watch in self._watches:
            yield from self._new(watch.of_epoch(done, self._situation))

    def of_broken_batch(self, training: UnderWay, batch: int) -> Iterator[Found]:
        """Where the numbers of this batch of the present epoch stop being finite."""
        origin = origin_in_batch(training, self._seed, batch)
        if origin is not None:
            yield from self._new([self._not_finite(origin, training.trainer.progress.step)])

    def of_failure(self, trainer: Steps) -> Iterator[Found]:
        """The same where it was found too late to run the batch again: as far as what was looked at tells."""
        if any(code == NOT_FINITE for code, _ in self._raised) or not _has_diverged(trainer):
            return
        broken_weights = {path for path, name in self._broken if name == "weight_norm"}
        first = next((path for path, name in self._broken if name == "activation_mean"), None)
        origin = Origin("forward", first) if first is not None and not broken_weights else None
        if origin is None:
            yield from self._new([Found(alarms.NOT_FINITE_SOMEWHERE.finding())])
        else:
            yield from self._new([self._not_finite(origin, trainer.progress.step)])

    def _not_finite(self, origin: Origin, step: int) -> Found:
        kinds = {
            "forward": alarms.NOT_FINITE_FORWARD,
            "backward": alarms.NOT_FINITE_BACKWARD,
            "weights": alarms.NOT_FINITE_WEIGHTS,
            "data": alarms.NOT_FINITE_DATA,
            "loss": alarms.NOT_FINITE_LOSS,
        }
        return Found(kinds[origin.way].finding(node=origin.node, step=step), origin.node)

    def _new(self, found: Iterable[Found]) -> Iterator[Found]:
        for each in found:
            key = each.alarm, each.node
            if key not in self._raised:
                self._raised.add(key)
                self._situation.raised.add(each.alarm)
                yield each


def _has_diverged(trainer: Steps) -> bool:
    with torch.no_grad():
        return not trainer.is_sound and not all(math.isfinite(each.sum().item()) for each in trainer.weights)
