"""Samples of a data set as a network takes them, without what is drawn by chance for training, and their targets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from studio.data.config import Data
from studio.data.dataset import Dataset
from studio.data.inspection.opened import Opened
from studio.data.load import describe
from studio.data.parting import parted
from studio.data.preparation import modules
from studio.data.sources import source_of
from studio.data.transforms.levels import levels
from studio.insight.errors import InsightError
from studio.text import ntr, tr
from studio.training.batches import as_classes


class Taken(NamedTuple):
    """Samples (B, *shape) of a split at these places, counted from 0, and what is right for them."""

    inputs: Tensor
    targets: Tensor
    split: str
    places: tuple[int, ...]


def taken(config: Data, seed: int, dataset: Dataset, split: str, place: int, count: int = 1) -> Taken:
    """The sample at a place of a split with those that follow it, as the data were loaded with this seed.

    Raises InsightError where the split has no such sample, DataError where it cannot be read.
    """
    size = len(dataset.splits[split])
    if not 0 <= place < size:
        raise InsightError(
            ntr(
                "There is no sample {place} among those of the split “{split}”, which has {count} sample.",
                "There is no sample {place} among those of the split “{split}”, which has {count} samples.",
                size,
                place=place,
                split=split,
            ),
            tr("Take one from 0 to {last}.", last=size - 1) if size else tr("Take another split."),
        )
    if place + count > size:
        raise InsightError(
            ntr(
                "From sample {place} on, the split “{split}” has only {count} sample.",
                "From sample {place} on, the split “{split}” has only {count} samples.",
                size - place,
                place=place,
                split=split,
            ),
            tr("Take fewer with --batch, or begin earlier."),
        )
    places = tuple(range(place, place + count))
    inputs, targets = _finished(config, seed, dataset, split, places)
    return Taken(inputs, inputs.clone() if dataset.task == "input" else as_classes(targets), split, places)


def _finished(config: Data, seed: int, dataset: Dataset, split: str, places: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    found = dataset.splits[split]
    with torch.no_grad():
        if found.augmentation is None:
            chosen = torch.tensor(places)
            return modules(found.steps)(levels(found.store.take(chosen))), found.targets[chosen]
        return _opened(config, seed, dataset, split, places)


def _opened(config: Data, seed: int, dataset: Dataset, split: str, places: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Samples that wait for what is drawn for them, by the steps that all other samples go through in its place."""
    source, plan = source_of(config), dataset.preparation
    parts = parted(config, source.read(config), plan, seed, kept=True).parts
    fitted = Opened(config, describe(config), plan, parts).fitted(split, np.array(places, dtype=np.int64))
    if fitted.problems:
        raise InsightError(next(iter(fitted.problems.values())), tr("Take another sample."))
    targets = fitted.targets if plan.target is None else plan.target.scaled(fitted.targets)
    return modules(plan.finishing)(fitted.inputs), targets
