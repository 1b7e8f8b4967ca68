"""The tables that scikit-learn carries: rows of measured numbers with a class or a number each."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import numpy as np

from studio.data.config import BreastCancer, Diabetes, Iris, Table, Wine
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.layers import Shape

LOADERS: dict[type[Table], str] = {
    Iris: "load_iris",
    Wine: "load_wine",
    BreastCancer: "load_breast_cancer",
    Diabetes: "load_diabetes",
}
WINES = {"class_0": "grower 1", "class_1": "grower 2", "class_2": "grower 3"}
PROGRESS = ("disease progression",)


class _Contents(NamedTuple):
    classes: tuple[str, ...]
    samples: Samples


def describe(config: Table) -> Description:
    """The classes with their counts, or the number that is to be told."""
    classes, samples = _contents(config)
    shape = samples.inputs.shape[1:]
    if isinstance(config, Diabetes):
        return Description(classes, shape, {"train": len(samples)}, task="numbers")
    return Description.of_classes(classes, shape, {"train": count_classes(samples.targets.tolist(), classes)})


def read(config: Table, shape: Shape, check: Check = carry_on) -> Reading:
    """All rows, in one split."""
    classes, samples = _contents(config)
    return Reading(classes, samples, None, None, frozenset([samples.inputs.shape[1:]]))


def stamp(config: Table) -> Hashable:
    """They never change."""
    return None


def _contents(config: Table) -> _Contents:
    from sklearn import datasets

    loader: Callable[[], Any] = getattr(datasets, LOADERS[type(config)])
    if isinstance(config, Diabetes):
        # Unscaled: a person reads years and blood pressures, and `normalize` scales by the training rows alone.
        found = datasets.load_diabetes(scaled=False)
        return _Contents(PROGRESS, Samples(_floats(found.data), _floats(found.target)[:, None]))
    found = loader()
    classes = tuple(WINES.get(str(name), str(name)) for name in found.target_names)
    return _Contents(classes, Samples(_floats(found.data), found.target.astype(np.int64)))


def _floats(values: Any) -> Any:
    return np.asarray(values, dtype=np.float32)
