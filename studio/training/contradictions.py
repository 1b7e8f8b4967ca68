"""Settings of a training that exclude each other, with the one change that helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from studio.graph import Finding, Kind
from studio.training.config import TrainingConfig
from studio.training.kept_epochs import KEEPS_NONE, KEEPS_TOO_MANY, MOST, kept_count

SEARCHING_IN_GROUPS = Kind(
    "search-in-groups",
    "{optimizer} computes the loss of a batch several times for one step, so accumulate = {value} is not possible.",
    "Set accumulate to 1 and a larger batch size, or choose another optimizer.",
)
SEARCHING_CLIPPED = Kind(
    "search-clipped",
    "{optimizer} finds its step by losses and their very gradients, which {setting} = {value} would change.",
    "Leave {setting} empty, or choose another optimizer.",
)
SEARCHING_SCALED = Kind(
    "search-scaled",
    "{optimizer} computes the loss of a batch several times for one step, for which float16 has no scaler.",
    "Set precision to bfloat16 or float32, or choose another optimizer.",
)


class Contradiction(NamedTuple):
    """What is wrong with a setting, and its value that goes with the others."""

    finding: Finding
    setting: str
    value: Any


def contradictions(training: TrainingConfig) -> Iterator[Contradiction]:
    """The settings with which such a training cannot begin."""
    yield from _of_kept_epochs(training)
    optimizer = training.optimizer
    if not optimizer.searches:
        return
    if training.accumulate > 1:
        found = SEARCHING_IN_GROUPS.finding(optimizer=optimizer.kind, value=training.accumulate)
        yield Contradiction(found, "accumulate", 1)
    for setting in ("clip_value", "clip_norm"):
        value = getattr(training, setting)
        if value is not None:
            found = SEARCHING_CLIPPED.finding(optimizer=optimizer.kind, setting=setting, value=f"{value:g}")
            yield Contradiction(found, setting, None)
    if training.precision == "float16":
        yield Contradiction(SEARCHING_SCALED.finding(optimizer=optimizer.kind), "precision", "bfloat16")


def _of_kept_epochs(training: TrainingConfig) -> Iterator[Contradiction]:
    """What of a length in epochs does not go with how many are kept; of one in steps that is known with the data."""
    every, epochs = training.keep_every, training.epochs
    if every is None or epochs is None:
        return
    count, least = kept_count(training, epochs), -(-epochs // MOST)
    if count > MOST:
        found = KEEPS_TOO_MANY.finding(every=every, count=count, most=MOST, least=least)
        yield Contradiction(found, "keep_every", least)
    if not count:
        yield Contradiction(KEEPS_NONE.finding(every=every, epochs=epochs), "keep_every", epochs)
