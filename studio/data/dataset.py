"""A data set as training takes it: stored samples in three splits, with what a person should know about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

from studio.data.augmentation.augmentation import Augmentation
from studio.data.config import Task
from studio.data.fingerprint import is_same
from studio.data.origins import Origins
from studio.data.preparation import Preparation, led, modules
from studio.data.samples import count_classes
from studio.data.stores.store import Store
from studio.data.stores.tensor_store import TensorStore
from studio.data.transforms.levels import levels
from studio.data.transforms.steps import Step
from studio.layers import Shape


@dataclass(frozen=True, eq=False)
class Split:
    """Samples (N, …) as a store holds them, and targets as the data set's task has them. May be empty.

    `steps` are what a batch from the store still has to go through to be what the Input takes. Samples that stay as
    they are have gone through all of them once; where something is drawn anew for each batch, they wait in their own
    units, and the steps follow.

    `augmentation` is what is drawn for training, in place of these steps, which are among it; None where nothing is.

    Targets are int64 (N,) for classes, (N, P) for positions, int64 or bytes (N, H, W) for pixels; float32 (N, K) of 0
    and 1 for labels, (N, K) for numbers, and the inputs themselves where those are learnt. `origins` say where each
    sample is from, None where nobody knows.
    """

    store: Store
    targets: Tensor
    steps: tuple[Step, ...] = ()
    augmentation: Augmentation | None = None
    origins: Origins | None = None

    @classmethod
    def of(cls, inputs: Tensor, targets: Tensor) -> Split:
        """Inputs (N, *shape) in memory, just as the network takes them."""
        return cls(TensorStore(inputs), targets)

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def shape(self) -> Shape:
        """The shape of one sample as the network takes it."""
        return led(self.store.shape, self.steps)

    @property
    def nbytes(self) -> int:
        """Bytes of samples and targets as they are held."""
        return self.store.nbytes + self.targets.nbytes

    @property
    def inputs(self) -> Tensor:
        """All samples at once as the network takes them (N, *shape), float32 or int64 tokens; for data that fit into
        memory."""
        finished: Tensor = modules(self.steps)(levels(self.store.between(0, len(self))))
        return finished


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training, validation and test samples of the same classes.

    `task` says what is learnt, and `classes` names it: classes, labels or numbers; () where it is the input itself.
    `note` tells in a sentence how the samples were changed to fit the network, "" when they were not.
    `preparation` is exactly what was done to them. `fingerprint` is a digest of what was read, samples, targets and
    classes, wherever it lies, and `whole_fingerprint` finds out that by all of the content of very many files, which
    the former only samples. `vocabulary` is the number of tokens in sequences.
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
    whole_fingerprint: Callable[[], str] | None = None

    def has(self, fingerprint: str) -> bool:
        """Whether this is the fingerprint of these data, of this version or an earlier one. Raises DataError."""
        return is_same(self.fingerprint, fingerprint, self.whole_fingerprint or (lambda: self.fingerprint))

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
