"""Loads the data of a project, fitted to its network and split; what was loaded last is kept at hand."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from math import prod
from typing import Any, Protocol

import torch
from torch import Tensor

from studio.data import digits, idx, image_folder
from studio.data.config import Data, Digits, Idx, ImageFolder, Undivided
from studio.data.dataset import Dataset, Normalization, Split
from studio.data.errors import DataError
from studio.data.memory import check_memory
from studio.data.pictures import changes, fit, picture_shape
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


SOURCES: dict[type[Data], Source] = {Digits: digits, Idx: idx, ImageFolder: image_folder}

_lock = threading.Lock()
_latest: tuple[Hashable, Dataset] | None = None


def describe(config: Data) -> Description:
    """What the data hold, for a summary before training. Quick; raises DataError."""
    return SOURCES[type(config)].describe(config)


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
    target = picture_shape(description.sample_shape, shape)
    _check_size(description, target)
    reading = source.read(config, target, check)
    parts = _split(config, reading, seed)
    inputs = {name: fit(samples, target, check) for name, samples in parts.items()}
    normalization = _normalize(inputs) if config.normalize else None
    splits = {
        name: Split(inputs[name].reshape(len(samples), *shape), torch.from_numpy(samples.labels))
        for name, samples in parts.items()
    }
    return Dataset(reading.classes, **splits, note=changes(reading.originals, target), normalization=normalization)


def _check_size(description: Description, target: Shape) -> None:
    """Refuse what cannot fit: each number is held once as a byte and once as float32."""
    check_memory(
        description.samples * prod(target) * 5,
        f"{description.samples:,} pictures of {format_shape(target)}",
        "Choose a smaller Input shape, or a folder with fewer pictures.",
    )


def _split(config: Data, reading: Reading, seed: int) -> dict[str, Samples]:
    """Train, validation and test samples: those of the source where it has them, else split off by chance."""
    train, validation, test = reading.train, reading.validation, reading.test
    if test is None:
        assert isinstance(config, Undivided)
        train, test = _split_off(train, config.test, seed, "the test")
    if validation is None:
        train, validation = _split_off(train, config.validation, seed, "validation")
    return {"train": train, "validation": validation, "test": test}


def _split_off(samples: Samples, share: float, seed: int, purpose: str) -> tuple[Samples, Samples]:
    stay, off = split_off(samples.labels, share, seed, purpose)
    return samples.take(stay), samples.take(off)


def _normalize(inputs: dict[str, Tensor]) -> Normalization:
    """Bring each channel of the training pictures to mean 0 and deviation 1, and the others the same way."""
    train = inputs["train"].transpose(0, 1).flatten(start_dim=1)
    mean, deviation = train.mean(dim=1), train.std(dim=1, correction=0)
    deviation = torch.where(deviation > 0, deviation, torch.ones_like(deviation))
    for images in inputs.values():
        images.sub_(mean[:, None, None]).div_(deviation[:, None, None])
    return Normalization(tuple(mean.tolist()), tuple(deviation.tolist()))
