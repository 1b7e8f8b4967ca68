"""The tables that scikit-learn carries: rows of measured numbers with a class or a number each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from studio.data.columns import Column
from studio.data.config import BreastCancer, Diabetes, Iris, Table, Wine
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register

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
    features: tuple[str, ...]


@register(*LOADERS)
class TableSource(Source[Table]):
    """All rows, in one split, with their classes or the number that is to be told. They never change."""

    def describe(self, config: Table, check: Check = carry_on) -> Description:
        classes, samples, features = _contents(config)
        shape, sizes = (len(features),), {"train": len(samples)}
        if isinstance(config, Diabetes):
            columns = (*map(Column, features), Column(classes[0], role="number"))
            return Description(classes, shape, sizes, task="numbers", features=features, columns=columns)
        counts = {"train": count_classes(samples.groups.tolist(), classes)}
        columns = (*map(Column, features), Column("class", role="class", type="text"))
        return Description(classes, shape, sizes, counts, features=features, columns=columns)

    def read(self, config: Table, check: Check = carry_on) -> Reading:
        classes, samples, _ = _contents(config)
        return Reading(classes, samples)


def _contents(config: Table) -> _Contents:
    from sklearn import datasets

    loader: Callable[[], Any] = getattr(datasets, LOADERS[type(config)])
    if isinstance(config, Diabetes):
        # Unscaled: a person reads years and blood pressures, and `normalize` scales by the training rows alone.
        found = datasets.load_diabetes(scaled=False)
        samples = Samples(_floats(found.data), _floats(found.target)[:, None])
        return _Contents(PROGRESS, samples, tuple(map(str, found.feature_names)))
    found = loader()
    classes = tuple(WINES.get(str(name), str(name)) for name in found.target_names)
    samples = Samples(_floats(found.data), found.target.astype(np.int64))
    return _Contents(classes, samples, tuple(map(str, found.feature_names)))


def _floats(values: Any) -> Any:
    return np.asarray(values, dtype=np.float32)
