"""Finds which arrays of a file are samples and targets, also those of a validation or test of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from studio.data.array_files.opening import WHOLE, ArrayFile
from studio.data.config.arrays import Arrays
from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.text import listed, parted, tr

INPUTS = ("x", "inputs", "input", "data", "images", "image", "features", "samples", "arr_0")
TARGETS = ("y", "targets", "target", "labels", "label", "classes", "arr_1")
"""What samples and targets are mostly called, in any case."""

PARTS = {"train": ("train", "training"), "validation": ("val", "valid", "validation"), "test": ("test",)}


class Pair(NamedTuple):
    """The names of samples and of targets (none where the input itself is learnt)."""

    inputs: str
    targets: tuple[str, ...]


def find(file: ArrayFile, config: Arrays) -> dict[str, Pair]:
    """The pairs by their split, `train` at least. Raises DataError where they are not found."""
    if file.names == (WHOLE,):
        return {"train": Pair(WHOLE, ())}
    inputs = _named(file, config.inputs, INPUTS)
    targets: tuple[str, ...] = ()
    if config.target != "input":
        wanted = parted(config.targets)
        targets = tuple(_named(file, name, TARGETS) for name in wanted or [""])
    found = {"train": Pair(inputs, targets)}
    for part in ("validation", "test"):
        others = [_partner(file.names, name, part) for name in (inputs, *targets)]
        known = [name for name in others if name is not None]
        if len(known) == len(others):
            found[part] = Pair(known[0], tuple(known[1:]))
    return found


def _named(file: ArrayFile, name: str, usual: Sequence[str]) -> str:
    """The array of this name, or one that is called as usual, that of the training first."""
    if name:
        if name in file.names:
            return name
        raise DataError(
            tr("“{file}” has no array “{name}”.", file=shown(file.path.name), name=name), _there_are(file.names)
        )
    lowered = {each.lower(): each for each in reversed(file.names)}
    for stem in usual:
        for candidate in (*_of_part(stem, "train"), stem):
            if candidate in lowered:
                return lowered[candidate]
    what = tr("inputs") if usual is INPUTS else tr("targets")
    raise DataError(
        tr("In “{file}” no array is called so that it is known for the {what}.", file=shown(file.path.name), what=what),
        tr("{there} Name it in the settings.", there=_there_are(file.names)),
    )


def _there_are(names: Sequence[str]) -> str:
    if not names:
        return tr("There is no array in it.")
    return tr("There are {names}.", names=listed([f"“{name}”" for name in names[:8]]))


def _of_part(stem: str, part: str) -> list[str]:
    return [form for word in PARTS[part] for form in (f"{stem}_{word}", f"{word}_{stem}", f"{stem}{word}")]


def _partner(names: Sequence[str], name: str, part: str) -> str | None:
    """The array of another split that belongs to one, such as `x_test` to `x_train` or `x`."""
    lowered = {each.lower(): each for each in reversed(names)}
    stems = [name.lower()]
    for word in PARTS["train"]:
        stems += [name.lower().removesuffix(f"_{word}"), name.lower().removeprefix(f"{word}_")]
    candidates = (form for stem in stems for form in _of_part(stem, part))
    return next((lowered[form] for form in candidates if form in lowered and lowered[form] != name), None)
