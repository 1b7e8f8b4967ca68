"""What a source of data hands over: samples as arrays with their targets, and a description without the samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.columns import Column
from studio.data.config import Task
from studio.data.file_rows import FileRows
from studio.data.left_out import LeftOut
from studio.data.origins import Origins
from studio.data.pictures.files import PictureFiles
from studio.data.pictures.masks import MaskFiles
from studio.data.rows import Names, RowFormat
from studio.data.texts.tokenizer import Tokenizer
from studio.data.words import SampleWord
from studio.layers import Shape

SPLITS = ("train", "validation", "test")

Check = Callable[[], None]
"""Called between pictures while reading; raises to give the reading up."""


def carry_on() -> None:
    """The check that never gives up."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Samples with what their source knows of each.

    `inputs`, in memory or rows of a file, are pictures (N, C, H, W), uint8 in 0..255 or float32 in 0..1, or files of
    pictures; recordings (N, C, L) as float32 in -1..1; rows (N, F) as float32, or sequences of tokens (N, L) as int64;
    texts (N,) are strings until there is a vocabulary. What tokens were made of stays at hand as `texts`, and `cut`
    says how many of these were too long. `targets` are int64 (N,) that index the classes or (N, P) with one for each
    position, float32 (N, K), or files of masks.
    `together` numbers the groups (N,) of which none may come into two splits, None where each sample is by itself.
    `categories` names those that stand in rows as their places, a list for each column, () for numbers.
    `origins` say where each is from, None where they are all that was read, in its order, and have no files of theirs.
    """

    inputs: npt.NDArray[Any] | PictureFiles | FileRows
    targets: npt.NDArray[Any] | MaskFiles
    together: npt.NDArray[np.int64] | None = None
    categories: tuple[Names, ...] = ()
    texts: npt.NDArray[np.object_] | None = None
    cut: int = 0
    origins: Origins | None = None

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def has_classes(self) -> bool:
        """Whether each sample has one class."""
        return not isinstance(self.targets, MaskFiles) and self.targets.dtype == np.int64 and self.targets.ndim == 1

    @property
    def groups(self) -> npt.NDArray[np.int64]:
        """For each sample a number of its class (N,), all 0 where there are no classes."""
        if isinstance(self.targets, MaskFiles) or not self.has_classes:
            return np.zeros(len(self), dtype=np.int64)
        return self.targets

    @property
    def shapes(self) -> frozenset[Shape]:
        """The shapes that samples come in; of files those that have been decoded."""
        if isinstance(self.inputs, PictureFiles):
            return frozenset(seen.shape for seen in self.inputs.findings.seen.values())
        return frozenset([self.inputs.shape[1:]])

    def with_channels(self, channels: int) -> Samples:
        """The same with picture files brought to this number of channels; arrays have theirs."""
        if isinstance(self.inputs, PictureFiles):
            return replace(self, inputs=self.inputs.with_channels(channels))
        return self

    def first(self, count: int) -> Samples:
        """The first samples, all where there are no more."""
        return self.take(np.arange(min(count, len(self))))

    def take(self, indices: npt.NDArray[np.int64]) -> Samples:
        """The samples at these places, in this order."""
        together = None if self.together is None else self.together[indices]
        texts = None if self.texts is None else self.texts[indices]
        inputs, targets = self.inputs[indices], self.targets[indices]
        origins = None if self.origins is None else self.origins.take(indices)
        return replace(self, inputs=inputs, targets=targets, together=together, texts=texts, origins=origins)

    def numbered(self) -> Samples:
        """The same, with where each is from: of samples that do not know it, their places here and their files."""
        if self.origins is not None:
            return self
        files = self.inputs.paths if isinstance(self.inputs, PictureFiles) else None
        return replace(self, origins=Origins(np.arange(len(self), dtype=np.int64), files))


@dataclass(frozen=True, eq=False)
class Reading:
    """All that a source holds. What it does not split itself is None; `left_out` is what was not read, and why;
    `notes` are sentences about what the source did to its samples."""

    classes: tuple[str, ...]
    train: Samples
    validation: Samples | None = None
    test: Samples | None = None
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> Mapping[str, Samples]:
        """What the source splits itself, by name; all of it as `train` where it does not."""
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        return {name: part for name, part in parts.items() if part is not None}

    def check_read(self) -> None:
        """Raise DataError where picture files that were asked for could not be read, naming them all at once."""
        if isinstance(self.train.inputs, PictureFiles):
            self.train.inputs.check_read()
        for part in self.parts.values():
            if isinstance(part.targets, MaskFiles):
                part.targets.check_read()


@dataclass(frozen=True)
class Description:
    """What is known of data before it is loaded: enough to choose an Input's shape and an Output's width.

    `classes` names the classes, labels or numbers that are learnt, as `task` says; () where it is the input itself.
    `sample_shape` is that of one sample, the first one's where they differ. `sizes` has the number of samples of
    each split that the source makes itself (`train` at least), `counts` for each how many samples each class has,
    where there are classes. `vocabulary` is the number of tokens in sequences, 0 for other samples; `features` names
    the columns of rows, where the source has names. `uniform` says that all samples have the same shape, `are_files`
    that they stay files, of which only what is asked for is read, `is_large` that they are too many for the memory and
    are read batch by batch. `left_out` is what is not among the samples, and
    why. `columns` are those of a table, with their roles. `rows` says how its rows come where that is not just as a
    network takes them: then `sample_shape` is that which they are brought to. `sample` is the word for one sample where
    the kind of data does not say it. `grouped` says that samples of a group stay together when they are split. `notes`
    are sentences about what was found out of the data, such as how a file was read. `positions` is how many
    classes a sample has, one at each, where that is the task. `rate` is how many numbers a second recordings have.
    `tokenizer` says how texts become tokens, without the vocabulary, which is learnt of the training split.
    """

    classes: tuple[str, ...]
    sample_shape: Shape
    sizes: Mapping[str, int]
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    task: Task = "classes"
    vocabulary: int = 0
    features: tuple[str, ...] = ()
    uniform: bool = True
    are_files: bool = False
    is_large: bool = False
    left_out: tuple[LeftOut, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: RowFormat | None = None
    sample: SampleWord | None = None
    grouped: bool = False
    positions: int = 0
    rate: int = 0
    notes: tuple[str, ...] = ()
    tokenizer: Tokenizer | None = None

    @classmethod
    def of_classes(
        cls, classes: tuple[str, ...], sample_shape: Shape, counts: Mapping[str, tuple[int, ...]]
    ) -> Description:
        """Samples of which each has one class."""
        return cls(classes, sample_shape, {split: sum(found) for split, found in counts.items()}, counts)

    @property
    def samples(self) -> int:
        """Number of samples over all splits."""
        return sum(self.sizes.values())


def count_classes(labels: Iterable[int], classes: Sequence[str]) -> tuple[int, ...]:
    """How many samples each class has."""
    found = Counter(labels)
    return tuple(found[index] for index in range(len(classes)))
