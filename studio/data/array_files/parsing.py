"""From a file of arrays to samples in their splits; what was made last is kept at hand while the files stay."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from studio.data.array_files.finding import Pair, find
from studio.data.array_files.inputs import Inputs, Numbers, inputs_of, not_finite
from studio.data.array_files.opening import WHOLE, Array, ArrayFile
from studio.data.array_files.targets import Aim, aim_of
from studio.data.columns import Column
from studio.data.config.arrays import Arrays
from studio.data.errors import DataError
from studio.data.file_rows import FileRows
from studio.data.folders.existing import FileStamp, file_stamp
from studio.data.left_out import EXAMPLES, LeftOut, Reason
from studio.data.regular_files import failure, shown
from studio.data.samples import Check, Samples, carry_on
from studio.data.words import SampleWord
from studio.layers import Shape, format_shape
from studio.text import tr


@dataclass(frozen=True, eq=False)
class ArrayData:
    """Samples of each split that the file makes itself (`train` at least), and how they are."""

    aim: Aim
    word: SampleWord
    vocabulary: int
    samples: Mapping[str, Samples]
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    @property
    def shape(self) -> Shape:
        """The shape of one sample."""
        (shape,) = self.samples["train"].shapes
        return shape

    def places(self, samples: Samples) -> list[int]:
        """The numbers of the classes of samples, of each sample all, one after the other."""
        assert isinstance(samples.targets, np.ndarray)
        return samples.targets.reshape(-1).tolist()

    @property
    def positions(self) -> int:
        """How many classes each sample has, one at each position; 0 where that is not the task."""
        targets = self.samples["train"].targets
        return targets.shape[1] if self.aim.task == "positions" and isinstance(targets, np.ndarray) else 0

    @property
    def is_large(self) -> bool:
        """Whether some samples stay in their file."""
        return any(isinstance(each.inputs, FileRows) for each in self.samples.values())


@dataclass(frozen=True)
class _Asked:
    """What is read: `before` is the stamp of the files. The check may stop it, and changes nothing of what is found."""

    config: Arrays
    before: Hashable
    check: Check = field(compare=False)


def arrays_of(config: Arrays, check: Check = carry_on) -> ArrayData:
    """All samples. Raises DataError, and whatever `check` raises."""
    return _arrays(_Asked(config, stamp(config), check))


def stamp(config: Arrays) -> tuple[FileStamp, ...]:
    """What changes when one of the files does. Raises DataError where one is not there."""
    if not config.path.strip():
        raise DataError(tr("No file is chosen for the arrays."), tr("Choose an NPZ or NPY file."))
    return tuple(_stamp(path) for path in (config.path, config.targets_path) if path.strip())


def forget() -> None:
    """Read anew what is asked for next."""
    _arrays.cache_clear()


def _stamp(path: str) -> FileStamp:
    try:
        return file_stamp(Path(path).expanduser())
    except (OSError, ValueError, RuntimeError) as error:
        raise DataError(
            tr("“{file}” cannot be read: {reason}.", file=shown(path), reason=failure(error)),
            tr("Choose another file."),
        ) from None


@lru_cache(maxsize=1)
def _arrays(asked: _Asked) -> ArrayData:
    config = asked.config
    file = ArrayFile(Path(config.path).expanduser(), asked.check)
    try:
        pairs = find(file, config)
        # Where the samples themselves are learnt, they have to be at hand.
        take = file.array if config.target == "input" else file.samples
        inputs: dict[str, Numbers] = {split: take(pair.inputs) for split, pair in pairs.items()}
        targets, names = _targets(file, pairs, config)
        columns = _columns(file, pairs, names)
    finally:
        file.close()
    found = _understood(inputs, file, pairs, config)
    if config.target == "input":
        aim = Aim("input", (), {split: np.zeros((len(each.values), 1), np.float32) for split, each in found.items()})
    else:
        _check_lengths(found, targets, pairs, names)
        aim = aim_of(targets, names, config.target)
    if stamp(config) != asked.before:
        raise DataError(
            tr("“{file}” has changed while it was read.", file=shown(file.path.name)),
            tr("Try again once nothing writes to it."),
        )
    return _together(found, aim, file, pairs, columns)


def _targets(
    file: ArrayFile, pairs: Mapping[str, Pair], config: Arrays
) -> tuple[dict[str, list[Array]], tuple[str, ...]]:
    """The arrays of targets of each split, and what they are called."""
    if config.target == "input":
        return {}, ()
    if pairs["train"].inputs != WHOLE:
        return {split: [file.array(name) for name in pair.targets] for split, pair in pairs.items()}, (
            pairs["train"].targets
        )
    if not config.targets_path.strip():
        raise DataError(
            tr("“{file}” has only samples.", file=shown(file.path.name)),
            tr("Choose the NPY file of targets too, or learn the input itself."),
        )
    other = ArrayFile(Path(config.targets_path).expanduser())
    if other.names != (WHOLE,):
        other.close()
        raise DataError(
            tr("“{file}” is no NPY file.", file=shown(other.path.name)), tr("Choose the NPY file of targets.")
        )
    return {"train": [other.array(WHOLE)]}, (other.path.stem,)


def _understood(
    arrays: Mapping[str, Numbers], file: ArrayFile, pairs: Mapping[str, Pair], config: Arrays
) -> dict[str, Inputs]:
    """The samples of each split, meant in the same way as those of training."""
    found = {split: inputs_of(array, config.axes, file.title(pairs[split].inputs)) for split, array in arrays.items()}
    train = found["train"]
    for split, each in found.items():
        if each.values.shape[1:] != train.values.shape[1:] or each.values.dtype != train.values.dtype:
            raise DataError(
                tr("The samples to train on are {train}, those of the {split} {other}.", split=split,
                   train=_form(train.values), other=_form(each.values)),
                tr("Give all samples the same shape and type."),
            )  # fmt: skip
    word: SampleWord = "sample" if any(each.word == "sample" for each in found.values()) else train.word
    return {split: each._replace(word=word) for split, each in found.items()}


def _form(values: Numbers) -> str:
    return f"{values.dtype} {format_shape(values.shape[1:])}"


def _check_lengths(
    found: Mapping[str, Inputs], targets: Mapping[str, list[Array]], pairs: Mapping[str, Pair], names: tuple[str, ...]
) -> None:
    for split, each in found.items():
        for name, array in zip(names, targets[split], strict=True):
            if array.ndim and len(array) != len(each.values):
                raise DataError(
                    tr("There are {samples} samples, but {targets} targets in “{name}” ({split}).",
                       samples=len(each.values), targets=len(array), name=name, split=split),
                    tr("Choose arrays that belong together."),
                )  # fmt: skip


def _together(
    found: Mapping[str, Inputs], aim: Aim, file: ArrayFile, pairs: Mapping[str, Pair], columns: tuple[Column, ...]
) -> ArrayData:
    """Samples with their targets, less those that cannot be used."""
    left_out: list[LeftOut] = []
    samples = {}
    for split, each in found.items():
        wanted = aim.targets[split]
        bad = not_finite(each.values)
        untold = ((wanted == -1) if aim.task == "classes" else not_finite(wanted)) & ~bad
        name = file.title(pairs[split].inputs)
        left_out += [*_left_out("infinite", name, bad), *_left_out("untold", name, untold)]
        whole = Samples(each.values, wanted).numbered()
        keep = ~(bad | untold)
        samples[split] = whole if keep.all() else whole.take(np.flatnonzero(keep))
    if not len(samples["train"]):
        raise DataError(
            tr("No sample to train on has only finite numbers."), tr("Correct the arrays, or choose another file.")
        )
    vocabulary = max(each.vocabulary for each in found.values())
    notes = tuple(dict.fromkeys(filter(None, (found["train"].note, aim.note))))
    return ArrayData(aim, found["train"].word, vocabulary, samples, columns, tuple(left_out), notes)


def _left_out(reason: Reason, name: str, rows: Array) -> list[LeftOut]:
    places = np.flatnonzero(rows)
    if not len(places):
        return []
    return [LeftOut(reason, name, len(places), tuple(tr("sample {place}", place=int(at)) for at in places[:EXAMPLES]))]


def _columns(file: ArrayFile, pairs: Mapping[str, Pair], targets: tuple[str, ...]) -> tuple[Column, ...]:
    """The arrays that are used, with their shapes and types."""
    found = []
    for pair in pairs.values():
        for name, role in ((pair.inputs, "inputs"), *((each, "targets") for each in pair.targets)):
            array = file.samples(name)
            form = f"{array.dtype} ({', '.join(map(str, array.shape))})"
            found.append(
                Column(file.title(name), role, "number" if array.dtype.kind != "U" else "text", 0, None, (form,))
            )
    known = {column.name for column in found}
    others = [name for name in file.names if file.title(name) not in known]
    return (*found, *(Column(file.title(name), "ignore", "other") for name in others))
