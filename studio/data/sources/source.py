"""The declaration of a data source, and the registry of all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from studio.data.config import Data
from studio.data.samples import Check, Description, Reading, Samples, carry_on

Settings = TypeVar("Settings", bound=Data)


class Source(ABC, Generic[Settings]):
    """How one kind of data is read; each method gets the settings. All may raise DataError."""

    @abstractmethod
    def describe(self, config: Settings, check: Check = carry_on) -> Description:
        """Classes, counts and shape, without reading the samples."""

    @abstractmethod
    def read(self, config: Settings, check: Check = carry_on) -> Reading:
        """Everything as it comes; pictures that have to be decoded one by one stay files."""

    def peek(self, config: Settings, count: int) -> Samples:
        """The first samples to train on, without reading the rest where that takes long."""
        return self.read(config).train.first(count)

    def stamp(self, config: Settings) -> Hashable:
        """A value that changes when the data do. None where they follow from the settings alone."""
        return None

    def glance(self, config: Settings) -> Hashable:
        """A stamp that is at hand far quicker where that matters, and may miss a sample changed in its place."""
        return self.stamp(config)

    def files(self, config: Settings) -> Mapping[str, Hashable]:
        """By path, the files that the data are read from, with what changes when they do; empty where nobody knows."""
        return {}

    def place(self, path: Path) -> Path | None:
        """Where data of this kind lie that a person means by pointing at a file or folder; None if there are none."""
        return None


def evenly(there: int, count: int) -> npt.NDArray[np.int64]:
    """So many places, or all, from the first to the last of those that there are."""
    return np.unique(np.linspace(0, max(there - 1, 0), min(count, there)).astype(np.int64))


SOURCES: dict[type[Data], Source[Any]] = {}
"""The source of each kind of data."""

Made = TypeVar("Made", bound="type[Source[Any]]")


def register(*kinds: type[Data]) -> Callable[[Made], Made]:
    """Makes a class the source of these kinds of data."""

    def declare(made: Made) -> Made:
        SOURCES.update(dict.fromkeys(kinds, made()))
        return made

    return declare


def source_of(config: Data) -> Source[Any]:
    """The source of data with these settings."""
    return SOURCES[type(config)]
