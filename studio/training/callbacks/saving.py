"""Checkpoints: as often as they are worth their time while the training goes on, and always where it ends or waits.

The first is on disk before an epoch is told, as a run that tells of an epoch has to have weights. From then on they are
copied and written by a thread beside the training. A best epoch that comes too early for the next one is copied into
memory and written with it, so that a process that is killed may lose its newest epochs, but no checkpoint before.
Epochs that are to be kept are written whatever that costs, as a person asked for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter

from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import UnderWay
from studio.training.events import EpochDone, Event
from studio.training.runs.kept import Kept
from studio.training.runs.writer import CheckpointWriter

SHARE = 0.03
"""Share of the time that copying and writing may take, as if the training stood still meanwhile."""

LONGEST = 600.0
"""Seconds after which the next checkpoint is worth its time whatever it costs."""

LOOK_EVERY = 64
"""Steps between two looks whether it is time, where all of a group have to save together."""

SAVE_SECONDS = 60.0
"""Longest time between two checkpoints that are written fast, where epochs take longer."""

Moment = tuple[int, int, int]
"""Steps, epochs and the step that was judged last: what tells apart two states of a training."""


class Saving(Callback):
    """Saves model and state as the last checkpoint, the best epoch so far as the best, and every so many for good."""

    def __init__(self, keep_every: int | None = None) -> None:
        self._keep_every = keep_every
        self._writer: CheckpointWriter | None = None
        self._best: Kept | None = None
        self._kept: Moment | None = None
        self._copying = 0.0
        self._begun = perf_counter()

    def began(self, training: UnderWay) -> None:
        """What the run has on disk need not be saved once more."""
        checkpoints = training.run.checkpoints
        self._writer = CheckpointWriter(checkpoints)
        self._kept = _moment(training) if checkpoints.entries() else None
        self._begun = perf_counter()

    def between_batches(self, training: UnderWay) -> Iterator[Event]:
        """Save where an epoch takes long."""
        self._opened.check()
        group = training.trainer.group
        if group.shards and training.trainer.progress.step % LOOK_EVERY:
            return
        if group.agreed(lambda: perf_counter() - self._begun > SAVE_SECONDS and self._is_worth_it):
            yield from training.report()
            self._save_beside(training)

    def judged(self, training: UnderWay, done: EpochDone) -> None:
        """Save what was reached, or have the best at hand until that is worth it."""
        self._opened.check()
        stays = self._is_to_stay(training)
        if self._kept is None:
            self._save_now(training, best=done.best, stays=stays)
        elif stays or training.trainer.group.agreed(lambda: self._is_worth_it):
            self._save_beside(training, best=done.best, stays=stays)
        elif done.best:
            self._best = _kept(training, with_state=False).copy(self._best)

    def paused(self, training: UnderWay) -> None:
        """Save what was reached, as nobody knows how long it waits."""
        if self._has_more(training):
            self._save_beside(training)
        self._opened.wait()  # what is changed in a pause is changed behind a checkpoint

    def finished(self, training: UnderWay) -> None:
        """Save the last of it."""
        self._save_rest(training)

    def stopped(self, training: UnderWay) -> Iterator[Event]:
        """Save where it stands. While the best weights are tested nothing is left to be saved."""
        if self._has_more(training):
            yield from training.report()
        self._save_rest(training)

    def failed(self, training: UnderWay) -> Iterator[Event]:
        """Save where it stands if that is sound, else the best; what keeps it from that is not told any more."""
        with suppress(Exception):
            self._opened.wait()
            # Of a group that shares the weights nobody knows whether the others are still there.
            if training.trainer.is_sound and not training.trainer.group.shards:
                yield from training.report()
                self._save_rest(training)
            elif self._best is not None:
                self._opened.now(None, self._best)

    def closed(self) -> None:
        """Wait for what is being written."""
        if self._writer is not None:
            with suppress(Exception):
                self._writer.wait()

    @property
    def _opened(self) -> CheckpointWriter:
        assert self._writer is not None
        return self._writer

    @property
    def _is_worth_it(self) -> bool:
        """Whether the time since the last checkpoint is worth another."""
        writer = self._opened
        if writer.is_busy:
            return False
        wanted = min((self._copying + writer.seconds) / SHARE, LONGEST)
        return perf_counter() - self._begun >= wanted

    def _is_to_stay(self, training: UnderWay) -> bool:
        """Whether an epoch is over, and not only the run, that is to be kept for good."""
        progress = training.trainer.progress
        return self._keep_every is not None and progress.batch == 0 and progress.epoch % self._keep_every == 0

    def _save_beside(self, training: UnderWay, *, best: bool = False, stays: bool = False) -> None:
        begun = perf_counter()
        last = _kept(training).copy()
        self._copying = perf_counter() - begun
        self._opened.begin(last, self._best_of(last, best=best), stays=stays)
        self._settle(training)

    def _save_now(self, training: UnderWay, *, best: bool = False, stays: bool = False) -> None:
        last = _kept(training)
        self._opened.now(last, self._best_of(last, best=best), stays=stays)
        self._settle(training)

    def _save_rest(self, training: UnderWay) -> None:
        self._opened.wait()
        if self._has_more(training):
            self._save_now(training)

    def _has_more(self, training: UnderWay) -> bool:
        """Whether something was trained that is not saved."""
        return training.trainer.progress.step > 0 and self._kept != _moment(training)

    def _best_of(self, last: Kept, *, best: bool) -> Kept | None:
        """What is written as the best: the last itself, where it is still as it was when it was the best."""
        waiting = self._best
        if best or (waiting is not None and (waiting.step, waiting.epoch) == (last.step, last.epoch)):
            return last
        return waiting

    def _settle(self, training: UnderWay) -> None:
        self._best, self._kept, self._begun = None, _moment(training), perf_counter()


def _kept(training: UnderWay, *, with_state: bool = True) -> Kept:
    trainer, progress = training.trainer, training.trainer.progress
    state = trainer.group.whole(trainer.state()) if with_state else None
    weights = trainer.group.whole(trainer.result.state_dict())
    return Kept.of_weights(weights, state, step=progress.step, epoch=progress.epoch)


def _moment(training: UnderWay) -> Moment:
    progress = training.trainer.progress
    return progress.step, progress.epoch, progress.judged
