"""What a training would see of data, told without fitting a sample to a network."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from studio.data.cache.folder import caches
from studio.data.columns import Column
from studio.data.config import Data, ImageFolder, TableFile, Task
from studio.data.division import divided
from studio.data.left_out import LeftOut, sentences
from studio.data.pictures.masks import MaskFiles
from studio.data.remarks import remarks
from studio.data.samples import Description, Samples, count_classes
from studio.data.sources import source_of
from studio.data.sources.moment import one_moment
from studio.data.transforms import targets
from studio.data.transforms.targets import Learnt, learnt
from studio.formatting.numbers import storage
from studio.layers import Shape
from studio.text import tr


@dataclass(frozen=True)
class Overview:
    """Splits as the training divides the samples, with the number of samples that each class or label has in each, or
    the pixels of masks.

    `class_counts` has no entries where samples have neither classes nor labels. `notes` are further sentences.
    """

    kind: str
    shape: Shape
    task: Task
    classes: tuple[str, ...]
    splits: Mapping[str, int]
    class_counts: Mapping[str, Mapping[str, int]]
    left_out: tuple[LeftOut, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The overview as plain JSON, for programs."""
        return {
            "kind": self.kind,
            "shape": list(self.shape),
            "task": self.task,
            "classes": list(self.classes),
            "splits": dict(self.splits),
            "class_counts": {split: dict(counts) for split, counts in self.class_counts.items()},
            "left_out": [
                {"reason": each.reason, "kind": each.kind, "count": each.count, "examples": list(each.examples)}
                for each in self.left_out
            ],
            "columns": [column.to_json() for column in self.columns],
            "notes": list(self.notes),
        }


def overview(config: Data, seed: int) -> Overview:
    """The overview of data that are split by this seed. Pictures are not decoded for it. Raises DataError."""
    source = source_of(config)
    with one_moment():
        description = source.describe(config)
        parts, _ = divided(config, source.read(config), seed)
    return overview_of(config, description, parts)


def overview_of(config: Data, description: Description, parts: Mapping[str, Samples]) -> Overview:
    """The overview of data that a source describes so, and that are divided into these parts."""
    aim = learnt(config, description)
    told = sentences(description.left_out)
    return Overview(
        config.kind,
        description.sample_shape,
        aim.task,
        aim.names,
        {name: len(part) for name, part in parts.items()},
        {name: counts for name, part in parts.items() if (counts := _counts(config, aim, part))},
        description.left_out,
        description.columns,
        (*description.notes, *(note for note in remarks(config, description) if note not in told), *_kept(config)),
    )


def _kept(config: Data) -> list[str]:
    """What of the data is on the disk already as the network takes it."""
    if not isinstance(config, ImageFolder | TableFile):
        return []
    path = os.path.abspath(os.path.expanduser(config.path))
    sizes = [cache.size for cache in caches() if cache.of == path or cache.of.startswith(os.path.join(path, ""))]
    if not sizes:
        return []
    size = storage(sum(sizes))
    if isinstance(config, TableFile):
        return [tr("It is too large for the memory: {size} of its rows are kept in the cache on the disk.", size=size)]
    return [tr("{size} of its pictures, decoded, are kept in the cache on the disk.", size=size)]


def _counts(config: Data, aim: Learnt, part: Samples) -> dict[str, int]:
    """How many samples have each class, or each label, or how many pixels of masks; {} where nothing is counted."""
    if aim.task == "pixels" and isinstance(part.targets, MaskFiles):
        return dict(zip(aim.names, part.targets.counts(), strict=True))
    if aim.task not in ("classes", "labels", "positions"):
        return {}
    wanted = targets.targets(config, aim.task, torch.empty(0), part.targets)
    if aim.task in ("classes", "positions"):
        return dict(zip(aim.names, count_classes(wanted.flatten().tolist(), aim.names), strict=True))
    return dict(zip(aim.names, map(int, wanted.sum(dim=0).tolist()), strict=True))
