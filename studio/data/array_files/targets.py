"""Understands arrays as what is to be learnt: classes by number, name or one-hot, labels, or numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from studio.data.array_files.inputs import as_float, check_plain
from studio.data.array_files.opening import Array
from studio.data.config import Task
from studio.data.errors import DataError
from studio.layers import format_shape
from studio.text import listed, paragraph, tr

MOST_CLASSES = 1_000
"""Whole numbers with more different ones are hardly classes, unless a person says so."""

NAMED = 6


class Aim(NamedTuple):
    """What is learnt, its names, and the targets of each split; `note` says how they were meant."""

    task: Task
    names: tuple[str, ...]
    targets: Mapping[str, Array]
    note: str = ""


def aim_of(parts: Mapping[str, Sequence[Array]], names: Sequence[str], wanted: str) -> Aim:
    """The targets of arrays with these names, as it is `wanted` unless that is “auto”. Raises DataError.

    Of each split there is an array for each name. What classes there are is what training has.
    """
    for arrays in parts.values():
        for array, name in zip(arrays, names, strict=True):
            check_plain(array, name)
            if array.ndim > 2:
                raise DataError(
                    tr("The targets “{name}” are {shape}, but have to be one or a row for each sample.",
                       name=name, shape=format_shape(array.shape)),
                    tr("Choose another array, or learn the input itself."),
                )  # fmt: skip
    if len(names) > 1:
        return _several(parts, names, wanted)
    found = {split: arrays[0][:, 0] if arrays[0].ndim == 2 and arrays[0].shape[1] == 1 else arrays[0]
             for split, arrays in parts.items()}  # fmt: skip
    return _one(found, names[0], wanted)


def _one(parts: Mapping[str, Array], name: str, wanted: str) -> Aim:
    train = parts["train"]
    if train.ndim == 2:
        return _rows(parts, name, wanted)
    is_named = train.dtype.kind in "US"
    if wanted == "auto":
        wanted = "class" if train.dtype.kind in "USbui" else "number"
        if wanted == "class" and not is_named and (count := len(np.unique(train))) > MOST_CLASSES:
            raise DataError(
                tr("The targets “{name}” have {count} different whole numbers.", name=name, count=count),
                tr("Set target to class or to number."),
            )
    if wanted == "class":
        return _classes(parts, name)
    if is_named:
        raise DataError(tr("The targets “{name}” are names, no numbers.", name=name), tr("Set target to class."))
    if wanted == "labels":
        return _labels({split: array[:, None] for split, array in parts.items()}, name)
    note = ""
    if train.dtype.kind == "f" and _are_whole(train):
        note = tr("The targets “{name}” are whole, but kept as numbers with decimals, and so learnt as numbers: set "
                  "target to class if they are classes.", name=name)  # fmt: skip
    return Aim("numbers", (name,), {split: as_float(array)[:, None] for split, array in parts.items()}, note)


def _classes(parts: Mapping[str, Array], name: str, each: int = 1) -> Aim:
    """Classes by number or name: those of training, in order; `each` of them follow each other for a sample."""
    plain = {split: _countable(array, name) for split, array in parts.items()}
    train = plain["train"]
    known = np.unique(train[_is_told(train)])
    if len(known) < 2:
        some = str(known[0]) if len(known) else "NaN"
        raise DataError(
            tr("All samples to train on have the same class, “{class_name}”.", class_name=some),
            tr("Choose other targets, or add samples of another class."),
        )
    targets = {}
    for split, array in plain.items():
        told = _is_told(array)
        places = np.searchsorted(known, array)
        strange = told & (known[np.minimum(places, len(known) - 1)] != array)
        if strange.any():
            first = int(np.flatnonzero(strange)[0])
            raise DataError(
                tr("The {split} targets have the class {class_name} (sample {place}), which training has not.",
                   split=split, class_name=array[first], place=first // each),
                tr("Correct it, or let a sample of it be trained on."),
            )  # fmt: skip
        targets[split] = np.where(told, places, -1).astype(np.int64)
    names = tuple(str(int(one)) if known.dtype.kind != "U" else str(one) for one in known)
    return Aim("classes", names, targets, _renumbered(known, names, name))


def _countable(array: Array, name: str) -> Array:
    """Class numbers or names in a type that can be put in order; NaN stays. Raises DataError for decimals."""
    if array.dtype.kind == "S":
        return np.char.decode(array, "utf-8", "backslashreplace")
    if array.dtype.kind == "U":
        return array
    if array.dtype.kind == "f":
        if not _are_whole(array):
            raise DataError(
                tr("The targets “{name}” have decimals, so they are no classes.", name=name),
                tr("Set target to number."),
            )
        return array.astype(np.float64)
    return array.astype(np.int64)


def _is_told(array: Array) -> Any:
    return np.isfinite(array) if array.dtype.kind == "f" else np.ones(len(array), dtype=bool)


def _are_whole(array: Array) -> bool:
    finite = array[np.isfinite(array)]
    return bool(finite.size and (finite == np.round(finite)).all())


def _renumbered(known: Array, names: Sequence[str], name: str) -> str:
    if known.dtype.kind == "U" or np.array_equal(known, np.arange(len(known))):
        return ""
    some = [*names[:NAMED], *(["…"] if len(names) > NAMED else [])]
    return tr("The classes of “{name}” are {numbers}; the network's outputs count them from 0.",
              name=name, numbers=listed(some))  # fmt: skip


def _rows(parts: Mapping[str, Array], name: str, wanted: str) -> Aim:
    """A row of numbers for each sample: one-hot, labels, or numbers."""
    widths = {array.shape[1:] for array in parts.values()}
    if len(widths) > 1:
        told = listed(sorted(map(format_shape, widths)))
        raise DataError(
            tr("The targets of the splits have other widths: {widths}.", widths=told), tr("Make them alike.")
        )
    if parts["train"].dtype.kind not in "buif":
        raise DataError(tr("The targets “{name}” are no numbers.", name=name), tr("Choose another array."))
    is_binary = all(bool(np.isin(array[np.isfinite(array)], (0, 1)).all()) for array in parts.values())
    is_one_hot = is_binary and all(bool((array.sum(axis=1) == 1).all()) for array in parts.values())
    if wanted == "class" and not is_one_hot:
        return _at_positions(parts, name)
    if wanted == "class" or (wanted == "auto" and is_one_hot):
        count = parts["train"].shape[1]
        targets = {split: array.argmax(axis=1).astype(np.int64) for split, array in parts.items()}
        return Aim("classes", tuple(map(str, range(count))), targets,
                   tr("The targets “{name}” are read as one-hot classes.", name=name))  # fmt: skip
    if wanted == "labels" or (wanted == "auto" and is_binary):
        return _labels(parts, name)
    found = _numbers(parts, [f"{name} {at}" for at in range(1, parts["train"].shape[1] + 1)])
    if wanted == "auto" and parts["train"].dtype.kind in "ui":
        note = tr("Whole numbers of the targets “{name}” are learnt as numbers: set target to class if each is a class "
                  "at its position.", name=name)  # fmt: skip
        return found._replace(note=note)
    return found


def _at_positions(parts: Mapping[str, Array], name: str) -> Aim:
    """A class at each of several positions (N, P), all of the same classes: those of training."""
    for array in parts.values():
        if not np.isfinite(array).all() or not _are_whole(array):
            raise DataError(
                tr("The targets “{name}” have decimals or gaps, so they are no classes at positions.", name=name),
                tr("Set target to labels or number."),
            )
    width = parts["train"].shape[1]
    found = _classes({split: array.reshape(-1) for split, array in parts.items()}, name, width)
    targets = {split: array.reshape(-1, width) for split, array in found.targets.items()}
    told = tr("The targets “{name}” are read as classes at {count} positions.", name=name, count=width)
    return Aim("positions", found.names, targets, paragraph(told, found.note))


def _labels(parts: Mapping[str, Array], name: str) -> Aim:
    for array in parts.values():
        if not np.isin(array[np.isfinite(array)], (0, 1)).all():
            raise DataError(
                tr("The targets “{name}” have other numbers than 0 and 1, so they are no labels.", name=name),
                tr("Set target to number or class."),
            )
    count = parts["train"].shape[1]
    names = (name,) if count == 1 else tuple(f"{name} {at}" for at in range(1, count + 1))
    note = tr("The targets “{name}” are read as labels, of which several may hold.", name=name)
    return Aim("labels", names, {split: as_float(array) for split, array in parts.items()}, note)


def _numbers(parts: Mapping[str, Array], names: Sequence[str]) -> Aim:
    return Aim("numbers", tuple(names), {split: as_float(array) for split, array in parts.items()})


def _several(parts: Mapping[str, Sequence[Array]], names: Sequence[str], wanted: str) -> Aim:
    """Several arrays of numbers beside each other."""
    if wanted == "class":
        raise DataError(
            tr("Several arrays of targets cannot be one class each: {names}.", names=listed(names)),
            tr("Choose one of them, or set target to number or labels."),
        )
    lengths = {len(array) for array in parts["train"]}
    if len(lengths) > 1:
        raise DataError(
            tr("The targets {names} have other numbers of samples.", names=listed(names)), tr("Make them alike.")
        )
    columns = [name if array.ndim == 1 else f"{name} {at}" for name, array in zip(names, parts["train"], strict=True)
               for at in range(1, (1 if array.ndim == 1 else array.shape[1]) + 1)]  # fmt: skip
    rows = {
        split: np.concatenate([as_float(array).reshape(len(array), -1) for array in arrays], axis=1)
        for split, arrays in parts.items()
    }
    return _labels(rows, listed(names)) if wanted == "labels" else _numbers(rows, columns)
