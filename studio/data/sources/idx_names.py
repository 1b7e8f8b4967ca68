"""Finds the IDX files of a folder by their names, such as `train-images-idx3-ubyte` or `test-labels.idx1-ubyte.gz`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from studio.data.errors import DataError
from studio.data.folders.existing import existing_folder
from studio.data.folders.walk import Entry, Walk
from studio.data.left_out import sentences
from studio.data.regular_files import shown
from studio.data.samples import carry_on
from studio.text import listed, paragraph, tr

NAME = re.compile(r"(.*?)(images|labels)[-._]idx\d[-._](?:ubyte|byte|short|int)(?:\.gz)?", re.IGNORECASE)

SPLITS = {"train": ("train", "training"), "validation": ("validation", "valid", "val"), "test": ("t10k", "test")}
"""How the names of a split's files begin, behind the name of the data set."""

USUAL = {
    ("train", "images"): "train-images-idx3-ubyte",
    ("train", "labels"): "train-labels-idx1-ubyte",
    ("validation", "images"): "valid-images-idx3-ubyte",
    ("validation", "labels"): "valid-labels-idx1-ubyte",
    ("test", "images"): "t10k-images-idx3-ubyte",
    ("test", "labels"): "t10k-labels-idx1-ubyte",
}
"""What a file is called in most sets."""

NO_SPLIT = ""


class Pair(NamedTuple):
    """The two files of a split."""

    images: Entry
    labels: Entry


def is_name(name: str) -> bool:
    """Whether a file is called like those of the family."""
    return NAME.fullmatch(name) is not None


def find_pairs(path: str) -> dict[str, Pair]:
    """The files of each split that is there, `train` at least: a single pair is all there is to train on.

    Raises DataError.
    """
    folder = existing_folder(path, tr("IDX files"))
    walk = Walk(folder, carry_on)
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in walk.entries(folder):
        match = NAME.fullmatch(entry.path.name) if entry.kind == "file" else None
        if match:
            found.setdefault((_split(match[1]), match[2].lower()), []).append(entry)
    if not any(split == "train" for split, _ in found):
        found = {
            ("train", content) if split == NO_SPLIT else (split, content): one
            for (split, content), one in found.items()
        }
    _check_one_set(folder, found)
    pairs = {}
    for split in SPLITS:
        there = [found.get((split, content)) for content in ("images", "labels")]
        if split == "train" or any(there):
            missing = [content for content in ("images", "labels") if (split, content) not in found]
            if missing:
                raise _missing(walk, USUAL[split, missing[0]])
            pairs[split] = Pair(*(_plainest(found[split, content]) for content in ("images", "labels")))
    return pairs


def _split(prefix: str) -> str:
    words = prefix.rstrip("-_. ").lower()
    return next((split for split, names in SPLITS.items() if words.endswith(names)), NO_SPLIT)


def _plainest(entries: list[Entry]) -> Entry:
    """Of a file and the same with .gz, the file."""
    return min(entries, key=lambda entry: entry.path.suffix == ".gz")


def _check_one_set(folder: Path, found: dict[tuple[str, str], list[Entry]]) -> None:
    for (split, _), entries in found.items():
        if len({entry.path.name.removesuffix(".gz") for entry in entries}) > 1 or split == NO_SPLIT:
            several = entries if len(entries) > 1 else [one for each in found.values() for one in each]
            raise DataError(
                tr(
                    "“{folder}” holds several data sets: {names}.",
                    folder=shown(folder),
                    names=listed(shown(entry.path.name) for entry in several[:2]),
                ),
                tr("Put the files of one data set into a folder of their own."),
            )


def _missing(walk: Walk, name: str) -> DataError:
    missing = tr("“{folder}” has no file {name} (or the same with .gz).", folder=shown(walk.root), name=name)
    return DataError(
        paragraph(missing, *sentences(walk.left_out.found())),
        tr("Choose the folder that holds the files of MNIST, Fashion-MNIST or another set of this family."),
    )
