"""Pictures whose class is how the name of their file begins: cat.0.jpg, dog_17.jpg."""

from __future__ import annotations

import re
from pathlib import Path

from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.data.sources.picture_layouts.listing import Listing, Picture, is_picture, note_file, plain_name
from studio.data.sources.picture_layouts.splits import quoted, split_folders
from studio.data.sources.walk import Entry, Walk
from studio.text import tr

NUMBER = re.compile(r"[\s._-]*\d*")
"""What follows the class in a name: a number, and what stands before it."""


def listing(walk: Walk) -> Listing:
    """Every picture by the first part of its name, in splits where there are folders of these. Raises DataError."""
    folders = split_folders(walk, walk.root)
    if "train" not in folders:
        folders = {"train": walk.root}
    found = {split: _named(walk, folder) for split, folder in folders.items()}
    classes = tuple(sorted({name for _, name in found["train"]}))
    if len(classes) < 2:
        raise DataError(
            tr("The names of pictures in “{folder}” begin with less than two classes.", folder=shown(folders["train"])),
            tr("Name them after their classes, such as cat.0.jpg and dog.0.jpg, or choose another layout."),
        )
    numbers = {name: number for number, name in enumerate(classes)}
    splits: dict[str, list[Picture]] = {}
    for split, named in found.items():
        for entry, name in named:
            if name not in numbers:
                raise DataError(
                    tr(
                        "“{file}” is of a class “{name}”, which does not occur in training.",
                        file=shown(entry.path),
                        name=name,
                    ),
                    tr("Correct its name, or move it away."),
                )
            splits.setdefault(split, []).append(Picture(entry.path, entry.stamp, numbers[name]))
    told = tr("The name of each picture begins with its class, such as “{name}”.", name=classes[0])
    if len(splits) > 1:
        read = {split: folders[split] for split in splits}
        told = tr("{names} They lie in {splits}.", names=told, splits=quoted(read))
    return Listing(walk.root, classes, splits, walk.left_out.found(), told)


def _named(walk: Walk, folder: Path) -> list[tuple[Entry, str]]:
    """The pictures in a folder and below it with their classes; those of no class are noted."""
    found = []
    for entry in sorted(walk.files_below(folder), key=lambda each: each.path):
        if not is_picture(entry):
            note_file(walk, entry)
            continue
        stem = plain_name(entry.path.stem)
        name = stem[: next(match.start() for match in NUMBER.finditer(stem) if match.end() == len(stem))]
        if name:
            found.append((entry, name))
        else:
            walk.note("unlabelled", entry.path)
    return found
