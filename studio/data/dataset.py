"""A data set as training takes it: tensors in three splits, with what a person should know about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from studio.data.config import Task
from studio.data.preparation import Preparation
from studio.data.samples import count_classes


@dataclass(frozen=True, eq=False)
class Split:
    """Inputs (N, *shape), float32 or int64 tokens, and targets as the data set's task has them. May be empty.

    Targets are int64 (N,) for classes and (N, H, W) for pixels; float32 (N, K) of 0 and 1 for labels, (N, K) for
    numbers, and the inputs themselves where those are learnt.
    """

    inputs: Tensor
    targets: Tensor

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training, validation and test samples of the same classes.

    `task` says what is learnt, and `classes` names it: classes, labels or numbers; () where it is the input itself.
    `note` tells in a sentence how the samples were changed to fit the network, "" when they were not.
    `preparation` is exactly what was done to them. `fingerprint` is a digest of what was read, samples, targets and
    classes, wherever it lies. `vocabulary` is the number of tokens in sequences.
    """

    classes: tuple[str, ...]
    train: Split
    validation: Split
    test: Split
    preparation: Preparation
    fingerprint: str
    note: str = ""
    task: Task = "classes"
    vocabulary: int = 0

    @property
    def splits(self) -> Mapping[str, Split]:
        """The splits by name."""
        return {"train": self.train, "validation": self.validation, "test": self.test}

    @property
    def counts(self) -> Mapping[str, tuple[int, ...]]:
        """For each split, the number of samples of each class; empty where samples have no one class."""
        if self.task != "classes":
            return {}
        return {name: count_classes(split.targets.tolist(), self.classes) for name, split in self.splits.items()}
