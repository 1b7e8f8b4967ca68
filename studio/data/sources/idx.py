"""Folders of the MNIST family: pictures and labels in IDX files."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.data.config import Idx
from studio.data.errors import DataError
from studio.data.left_out import sentences
from studio.data.regular_files import shown
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.folder import existing_folder
from studio.data.sources.idx_files import AXES, Content, read_numbers, size_of
from studio.data.sources.source import Source, register
from studio.data.sources.walk import Entry, Walk
from studio.text import listed, tr

CONTENTS: tuple[Content, ...] = ("images", "labels")
PREFIXES = {"train": ("train",), "test": ("t10k", "test")}


@register(Idx)
class IdxSource(Source[Idx]):
    """Pictures at their own size, as uint8, in the two splits that the files make."""

    def describe(self, config: Idx, check: Check = carry_on) -> Description:
        """Classes and counts from the label files, the shape from the header of the training pictures."""
        train, test = (size_of(_find(config, split, "images").path) for split in PREFIXES)
        classes, labels = _labels(config)
        counts = {name: count_classes(found.tolist(), classes) for name, found in labels.items()}
        return replace(Description.of_classes(classes, (1, *train), counts), uniform=train == test)

    def read(self, config: Idx, check: Check = carry_on) -> Reading:
        classes, labels = _labels(config)
        samples = {}
        for split, found in labels.items():
            check()
            path = _find(config, split, "images").path
            images = read_numbers(path, "images")
            if len(images) != len(found):
                raise DataError(
                    tr(
                        "“{file}” has {pictures} pictures, but there are {labels} labels for them.",
                        file=shown(path.name),
                        pictures=len(images),
                        labels=len(found),
                    ),
                    _one_set(),
                )
            samples[split] = Samples(images[:, None], found)
        return Reading(classes, samples["train"], None, samples["test"])

    def peek(self, config: Idx, count: int) -> Samples:
        """The first pictures to train on; the rest of the file is not read."""
        _, labels = _labels(config)
        images = read_numbers(_find(config, "train", "images").path, "images", count)
        return Samples(images[:, None], labels["train"]).first(len(images))

    def stamp(self, config: Idx) -> Hashable:
        """Changes when one of the four files does."""
        return tuple(_find(config, split, content).stamp for split in PREFIXES for content in CONTENTS)

    def place(self, path: Path) -> Path | None:
        """A folder with pictures in an IDX file, or the folder of such a file."""
        folder = path if path.is_dir() else path.parent
        names = [each.name for each in folder.iterdir()] if path.is_dir() else [path.name]
        patterns = [
            f"*{prefix}-{what}?idx*-ubyte*" for found in PREFIXES.values() for prefix in found for what in CONTENTS
        ]
        return folder if any(fnmatchcase(name, pattern) for name in names for pattern in patterns) else None


def _find(config: Idx, split: str, content: Content) -> Entry:
    """The file of this content, under any name in use: `train-images-idx3-ubyte`, `train-images.idx3-ubyte.gz` …"""
    folder = existing_folder(config.path, tr("IDX files"))
    name = f"{PREFIXES[split][0]}-{content}-idx{AXES[content]}-ubyte"
    patterns = [
        f"*{prefix}-{content}?idx{AXES[content]}-ubyte{end}" for prefix in PREFIXES[split] for end in ("", ".gz")
    ]
    walk = Walk(folder, carry_on)
    files = [entry for entry in walk.entries(folder) if entry.kind == "file"]
    found = [entry for pattern in patterns for entry in files if fnmatchcase(entry.path.name, pattern)]
    if not found:
        missing = tr("“{folder}” has no file {name} (or the same with .gz).", folder=shown(folder), name=name)
        raise DataError(
            " ".join([missing, *sentences(walk.left_out.found())]),
            tr("Choose the folder that holds the four files of MNIST, Fashion-MNIST or another set of this family."),
        )
    if len({entry.path.name.removesuffix(".gz") for entry in found}) > 1:
        names = listed(shown(entry.path.name) for entry in found[:2])
        raise DataError(
            tr("“{folder}” holds several data sets: {names}.", folder=shown(folder), names=names),
            tr("Put the four files of one data set into a folder of their own."),
        )
    return found[0]


def _labels(config: Idx) -> tuple[tuple[str, ...], dict[str, npt.NDArray[np.int64]]]:
    """The classes, named by the numbers that occur in training, and each split's labels as their indices."""
    paths = {split: _find(config, split, "labels").path for split in PREFIXES}
    numbers = {split: read_numbers(path, "labels") for split, path in paths.items()}
    known = np.unique(numbers["train"])
    for split, found in numbers.items():
        strange = np.setdiff1d(found, known)
        if len(strange):
            raise DataError(
                tr(
                    "“{file}” has the class {label}, which does not occur in training.",
                    file=shown(paths[split].name),
                    label=strange[0],
                ),
                _one_set(),
            )
    labels = {split: np.searchsorted(known, found).astype(np.int64) for split, found in numbers.items()}
    return tuple(map(str, known)), labels


def _one_set() -> str:
    return tr("Both files must come from the same data set: download them again.")
