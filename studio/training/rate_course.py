"""The learning rate over a whole run in as many points as a picture needs, however long the run is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.training.config import TrainingConfig
from studio.training.learning_rate import LearningRate

MOST = 400
"""Points at most, but for those of the warm-up."""


@dataclass(frozen=True)
class Course:
    """The rates of some of the `length` steps of a run, from 1, of so many `batches` an epoch."""

    steps: tuple[int, ...]
    rates: tuple[float, ...]
    length: int
    batches: int


def course(training: TrainingConfig, batches: int, most: int = MOST) -> Course:
    """The rates of a run, as long as no loss that the schedule watches stays; exactly those that it will have.

    A schedule that changes after an epoch is looked at at both ends of its epochs.
    """
    length = training.steps_in(batches)
    rate = LearningRate(training, length)
    places, rates, epoch = sorted(set(_places(training, batches, length, most))), [], 0
    for place in places:
        while epoch < place // batches:
            if not training.schedule.watches_loss:
                rate.end_epoch(0.0)
            epoch += 1
        rates.append(rate.look_at(place))
    return Course(tuple(place + 1 for place in places), tuple(rates), length, batches)


def _places(training: TrainingConfig, batches: int, length: int, most: int) -> Iterator[int]:
    """The steps to look at, from 0."""
    last = length - 1
    yield from (place for place in (0, training.warmup_steps - 1, training.warmup_steps, last) if 0 <= place <= last)
    if training.schedule.by_step:
        yield from (round(last * at / most) for at in range(most + 1))
        return
    epochs = training.epochs_in(batches)
    shown = min(epochs, most // 2)
    for at in range(shown):
        first = round((epochs - 1) * at / max(shown - 1, 1)) * batches
        yield from (first, min(first + batches - 1, last))
