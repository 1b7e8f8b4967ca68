"""Divides what a source holds into samples to train on, to validate and to test with."""

from __future__ import annotations

from studio.data.config import Data, Divisible, Undivided
from studio.data.grouped_split import split_groups_off
from studio.data.samples import Reading, Samples
from studio.data.split import split_off, too_small
from studio.text import tr


def divided(config: Data, reading: Reading, seed: int) -> tuple[dict[str, Samples], list[str]]:
    """Train, validation and test samples: those of the source where it has them, else split off by chance.

    With the names of classes that were too small for that.
    """
    train = reading.train.numbered()
    validation, test = (part and part.numbered() for part in (reading.validation, reading.test))
    small: set[int] = set()
    # A source without settings for a split makes it itself.
    if test is None:
        assert isinstance(config, Undivided)
        small.update(_small(train, config.test))
        train, test = _split_off(train, config.test, seed, tr("the test"))
    if validation is None:
        assert isinstance(config, Divisible)
        small.update(_small(train, config.validation))
        train, validation = _split_off(train, config.validation, seed, tr("validation"))
    names = [reading.classes[label] for label in sorted(small)] if reading.train.has_classes else []
    return {"train": train, "validation": validation, "test": test}, names


def _small(samples: Samples, share: float) -> list[int]:
    return too_small(samples.groups) if share and samples.together is None else []


def _split_off(samples: Samples, share: float, seed: int, purpose: str) -> tuple[Samples, Samples]:
    if samples.together is None:
        stay, off = split_off(samples.groups, share, seed, purpose)
    else:
        stay, off = split_groups_off(samples.groups, samples.together, share, seed, purpose)
    return samples.take(stay), samples.take(off)
