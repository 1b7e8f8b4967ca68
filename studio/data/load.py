"""Loads the data of a project, fitted to its network and split; what was loaded last is kept at hand."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from functools import lru_cache
from math import prod
from typing import Any, Protocol

import torch
from torch import Tensor

from studio.data import digits, idx, image_folder, logic_gates, sequences, tables, targets, toys
from studio.data.config import (
    BreastCancer,
    Data,
    Diabetes,
    Digits,
    Divisible,
    Idx,
    ImageFolder,
    Iris,
    LogicGates,
    Measured,
    Pictures,
    Sequences,
    Toys,
    Undivided,
    Wine,
)
from studio.data.dataset import Dataset, Normalization, Split
from studio.data.errors import DataError
from studio.data.folder import folders_stamp
from studio.data.memory import check_memory
from studio.data.pictures import changes, fit, picture_shape
from studio.data.rows import check_rows, fit_rows
from studio.data.samples import Check, Description, Reading, Samples, carry_on
from studio.data.split import split_off
from studio.layers import Shape, format_shape


class Source(Protocol):
    """What the module of a data kind offers."""

    def describe(self, config: Any) -> Description:
        """Classes, counts and shape, without reading the pictures."""

    def read(self, config: Any, shape: Shape, check: Check) -> Reading:
        """Everything; pictures that have to be decoded one by one come in this (C, H, W)."""

    def stamp(self, config: Any) -> Hashable:
        """A value that changes when the data do."""


SOURCES: dict[type[Data], Source] = {
    Digits: digits,
    Idx: idx,
    ImageFolder: image_folder,
    LogicGates: logic_gates,
    Toys: toys,
    Iris: tables,
    Wine: tables,
    BreastCancer: tables,
    Diabetes: tables,
    Sequences: sequences,
}

_lock = threading.Lock()
_latest: tuple[Hashable, Dataset] | None = None


def describe(config: Data) -> Description:
    """What the data hold, for a summary before training. Quick; raises DataError."""
    return targets.describe(config, SOURCES[type(config)].describe(config))


def described(config: Data) -> Description:
    """The same, kept while the data stay: many pictures take long to list, and windows ask after every edit."""
    if isinstance(config, ImageFolder):
        return _described(config, folders_stamp(config.path))
    return _described(config, SOURCES[type(config)].stamp(config))


@lru_cache(maxsize=4)
def _described(config: Data, stamp: Hashable) -> Description:
    return describe(config)


def load(config: Data, shape: Shape, seed: int, check: Check = carry_on) -> Dataset:
    """The data for an Input of this shape, split by `seed`. The second time in a row it is at hand at once.

    `check` is called now and then while reading, and may raise to give it up. Raises DataError.
    """
    global _latest
    with _lock:
        key = (config, shape, seed, SOURCES[type(config)].stamp(config))
        if _latest is None or _latest[0] != key:
            _latest = None
            try:
                _latest = key, _load(config, shape, seed, check)
            except MemoryError:
                raise DataError("The data do not fit into memory.", "Choose a smaller Input or fewer data.") from None
        return _latest[1]


def _load(config: Data, shape: Shape, seed: int, check: Check) -> Dataset:
    source = SOURCES[type(config)]
    description = source.describe(config)
    task, names = targets.learnt(config, description)
    check_shape(config, description, shape)
    target = _sample_shape(config, description, shape)
    reading = source.read(config, target, check)
    parts = _split(config, reading, seed)
    pictures = isinstance(config, Pictures)
    inputs = {name: fit(part, target, check) if pictures else fit_rows(part) for name, part in parts.items()}
    inputs = {name: values.reshape(len(values), *target) for name, values in inputs.items()}
    wanted = {name: targets.targets(config, task, inputs[name], part.targets) for name, part in parts.items()}
    normalization = _normalize(inputs) if isinstance(config, Measured) and config.normalize else None
    notes = [changes(reading.originals, target)] if pictures else []
    if isinstance(config, Diabetes) and config.scale_target:
        notes.append(_scale_target(wanted))
    splits = {name: Split(inputs[name].reshape(-1, *shape), _learnt(task, wanted[name], shape)) for name in parts}
    return Dataset(
        names,
        **splits,
        note=" ".join(filter(None, notes)),
        normalization=normalization,
        task=task,
        vocabulary=description.vocabulary,
    )


def _learnt(task: str, wanted: Tensor, shape: Shape) -> Tensor:
    """Where the input itself is learnt, the target has the Input's shape too."""
    return wanted.reshape(-1, *shape) if task == "input" else wanted


def check_shape(config: Data, description: Description, shape: Shape) -> None:
    """Raise DataError when samples described so cannot be brought to an Input of this shape, or not all be held."""
    targets.check_shape(targets.learnt(config, description).task, shape, description.sample_shape)
    _check_size(config, description, _sample_shape(config, description, shape))


def _sample_shape(config: Data, description: Description, shape: Shape) -> Shape:
    """The shape that samples are brought to for an Input of this shape. Raises DataError when they cannot be."""
    if isinstance(config, Pictures):
        return picture_shape(description.sample_shape, shape)
    check_rows(description.sample_shape, shape, config.sample)
    return description.sample_shape


def _check_size(config: Data, description: Description, target: Shape) -> None:
    """Refuse what cannot fit: each number is held once as a byte and once as float32."""
    check_memory(
        description.samples * prod(target) * 5,
        f"{description.samples:,} {config.sample}s of {format_shape(target)}",
        f"Choose a smaller Input shape, or fewer {config.sample}s.",
    )


def _split(config: Data, reading: Reading, seed: int) -> dict[str, Samples]:
    """Train, validation and test samples: those of the source where it has them, else split off by chance."""
    train, validation, test = reading.train, reading.validation, reading.test
    # A source without settings for a split makes it itself.
    if test is None:
        assert isinstance(config, Undivided)
        train, test = _split_off(train, config.test, seed, "the test")
    if validation is None:
        assert isinstance(config, Divisible)
        train, validation = _split_off(train, config.validation, seed, "validation")
    return {"train": train, "validation": validation, "test": test}


def _split_off(samples: Samples, share: float, seed: int, purpose: str) -> tuple[Samples, Samples]:
    stay, off = split_off(samples.groups, share, seed, purpose)
    return samples.take(stay), samples.take(off)


def _normalize(inputs: dict[str, Tensor]) -> Normalization:
    """Bring each channel (feature) of the training samples to mean 0 and deviation 1, and the others the same way."""
    train = inputs["train"].transpose(0, 1).flatten(start_dim=1)
    mean, deviation = train.mean(dim=1), train.std(dim=1, correction=0)
    deviation = torch.where(deviation > 0, deviation, torch.ones_like(deviation))
    along = (-1,) + (1,) * (inputs["train"].dim() - 2)
    for values in inputs.values():
        values.sub_(mean.reshape(along)).div_(deviation.reshape(along))
    return Normalization(tuple(mean.tolist()), tuple(deviation.tolist()))


def _scale_target(wanted: dict[str, Tensor]) -> str:
    """Scale the numbers that are learnt by those of the training split; gives the sentence that says so."""
    mean, deviation = wanted["train"].mean(), wanted["train"].std(correction=0)
    for values in wanted.values():
        values.sub_(mean).div_(deviation)
    return f"The target is shifted by its mean {mean:.4g} and scaled: 1 stands for {deviation:.4g} of its own units."
