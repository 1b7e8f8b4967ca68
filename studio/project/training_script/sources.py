"""Which function a training script reads its samples with, found by reading them with it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from studio.data.array_files.finding import find
from studio.data.array_files.opening import ArrayFile
from studio.data.config import Arrays, BreastCancer, Data, Digits, Idx, Iris, TableFile, Wine
from studio.data.preparation import Preparation
from studio.data.samples import Reading
from studio.data.sources.idx_names import find_pairs
from studio.data.transforms.levels import levels
from studio.project.training_script import reading as functions

BUNDLED: dict[type[Data], str] = {Iris: "iris", Wine: "wine", BreastCancer: "breast_cancer"}


class Named(NamedTuple):
    """A value that scripts have under a name of its own."""

    name: str
    value: Any


class Call(NamedTuple):
    """The arguments of one call; those given by name."""

    given: Sequence[Any]
    named: dict[str, Any]


class Source(NamedTuple):
    """How a script reads the splits that the data have: a function, and what each call of it takes."""

    function: Callable[..., tuple[torch.Tensor, torch.Tensor]]
    calls: Sequence[Call]

    def read(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """What the script would read."""
        return [
            self.function(*map(_value, call.given), **{name: _value(each) for name, each in call.named.items()})
            for call in self.calls
        ]


def source_for(data: Data, found: Reading, preparation: Preparation) -> Source | None:
    """The function that reads what the run does, None where there is none."""
    return next((source for source in _sources(data, found, preparation) if _reads_the_same(source, found)), None)


def _sources(data: Data, found: Reading, preparation: Preparation) -> Iterator[Source]:
    """What may read the data, the simplest first."""
    if isinstance(data, Digits):
        yield Source(functions.read_digits, [Call((), {})])
    elif type(data) in BUNDLED:
        yield Source(functions.read_bundled, [Call((BUNDLED[type(data)],), {})])
    elif isinstance(data, Idx):
        pairs = find_pairs(data.path)
        yield Source(functions.read_idx, [Call([str(each.path) for each in pairs[split]], {}) for split in found.parts])
    elif isinstance(data, Arrays):
        for axes in ("", data.axes) if data.axes != "auto" else ("", "NHW", "NHWC", "numbers"):
            yield Source(functions.read_arrays, _array_calls(data, found, {"axes": axes} if axes else {}))
    elif isinstance(data, TableFile) and preparation.features:
        for gaps in ({}, {"gaps": ("", *data.words())}):
            yield Source(functions.read_table, list(_table_calls(data, found, preparation, gaps)))


def _array_calls(data: Arrays, found: Reading, named: dict[str, Any]) -> list[Call]:
    if data.targets_path:
        return [Call(([data.path], [data.targets_path]), named)]
    file = ArrayFile(Path(data.path))
    try:
        pairs = find(file, data)
    finally:
        file.close()
    return [
        Call(([data.path, pairs[split].inputs], [data.path, *pairs[split].targets]), named) for split in found.parts
    ]


def _table_calls(data: TableFile, found: Reading, preparation: Preparation, named: dict[str, Any]) -> Iterator[Call]:
    """A call for each file."""
    target = next((name for name, role in data.roles if role == "class"), "")
    paths = {"train": data.path, "validation": data.validation_path, "test": data.test_path}
    if preparation.categories:
        named = {"categories": Named("CATEGORIES", preparation.categories), **named}
    if data.missing != "drop":
        named = {**named, "keep_gaps": True}
    if data.has_tokens:
        named = {**named, "dtype": torch.int64}
    features, classes = Named("FEATURES", preparation.features), Named("CLASSES", found.classes)
    for split in found.parts:
        yield Call((paths[split], _separator(paths[split], preparation.features), features, target, classes), named)


def _separator(path: str, features: Sequence[str]) -> str:
    """What stands between two values of a file, by the names in its first row."""
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            first = file.readline()
    except (OSError, ValueError):
        return ","
    separators = (each for each in ",;\t| " if set(features) <= set(next(csv.reader([first], delimiter=each), [])))
    return next(separators, ",")


def _reads_the_same(source: Source, found: Reading) -> bool:
    """Whether it gives the very samples of the run."""
    parts = list(found.parts.values())
    try:
        read = source.read()
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, IndexError, csv.Error):
        return False
    return len(read) == len(parts) and all(
        isinstance(part.inputs, np.ndarray)
        and part.together is None
        and np.array_equal(levels(torch.tensor(part.inputs)).numpy(), samples.numpy(), equal_nan=True)
        and torch.equal(torch.as_tensor(part.targets), classes)
        for part, (samples, classes) in zip(parts, read, strict=True)
    )


def _value(argument: Any) -> Any:
    return argument.value if isinstance(argument, Named) else argument
