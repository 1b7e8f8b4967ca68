"""Pictures whose class is how the name of their file begins, cat.0.jpg, or whose letters are classes, x7pq_1.png."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from studio.data.errors import DataError
from studio.data.folders.splits import quoted, split_folders
from studio.data.folders.walk import Entry, Walk
from studio.data.regular_files import shown
from studio.data.sources.picture_layouts.letters import length_of
from studio.data.sources.picture_layouts.listing import Listing, Picture, Target, is_picture, note_file, plain_name
from studio.text import tr

NUMBER = re.compile(r"[\s._-]*\d*")
"""What follows the class in a name: a number, and what stands before it."""

AFTER = re.compile(r"[\s._-]")
"""What ends a text in a name."""

Held = tuple[str, ...]
"""The class that a name tells, or the letters of a text."""


def listing(walk: Walk, *, letters: bool) -> Listing:
    """Every picture by the first part of its name, in splits where there are folders of these. Raises DataError.

    With `letters`, each letter of it is a class at its position.
    """
    folders = split_folders(walk, walk.root)
    if "train" not in folders:
        folders = {"train": walk.root}
    found = {split: _named(walk, folder, letters=letters) for split, folder in folders.items()}
    classes = tuple(sorted({name for _, held in found["train"] for name in held}))
    if len(classes) < 2:
        raise DataError(
            tr("The names of pictures in “{folder}” begin with less than two classes.", folder=shown(folders["train"])),
            tr("Name them after their classes, such as cat.0.jpg and dog.0.jpg, or choose another layout."),
        )
    numbers = {name: number for number, name in enumerate(classes)}
    splits: dict[str, list[Picture]] = {}
    for split, named in found.items():
        for entry, held in named:
            name = next((name for name in held if name not in numbers), None)
            if name is not None:
                raise DataError(
                    tr(
                        "“{file}” is of a class “{name}”, which does not occur in training.",
                        file=shown(entry.path),
                        name=name,
                    ),
                    tr("Correct its name, or move it away."),
                )
            splits.setdefault(split, []).append(
                Picture(entry.path, entry.stamp, _target(held, numbers, letters=letters))
            )
    told = (
        tr("The name of each picture begins with its letters, each of which is a class.")
        if letters
        else tr("The name of each picture begins with its class, such as “{name}”.", name=classes[0])
    )
    if len(splits) > 1:
        read = {split: folders[split] for split in splits}
        told = tr("{names} They lie in {splits}.", names=told, splits=quoted(read))
    left_out = walk.left_out.found()
    if not letters:
        return Listing(walk.root, classes, splits, left_out, told)
    texts = (("".join(held), f"“{shown(entry.path)}”") for named in found.values() for entry, held in named)
    return Listing(walk.root, classes, splits, left_out, told, "positions", length_of(texts))


def _target(held: Held, numbers: Mapping[str, int], *, letters: bool) -> Target:
    places = tuple(numbers[name] for name in held)
    return places if letters else places[0]


def _named(walk: Walk, folder: Path, *, letters: bool) -> list[tuple[Entry, Held]]:
    """The pictures in a folder and below it with their classes; those of no class are noted."""
    found: list[tuple[Entry, Held]] = []
    for entry in sorted(walk.files_below(folder), key=lambda each: each.path):
        if not is_picture(entry):
            note_file(walk, entry)
            continue
        held = _held(plain_name(entry.path.stem), letters=letters)
        if held:
            found.append((entry, held))
        else:
            walk.note("unlabelled", entry.path)
    return found


def _held(stem: str, *, letters: bool) -> Held:
    if letters:
        return tuple(AFTER.split(stem, maxsplit=1)[0])
    name = stem[: next(match.start() for match in NUMBER.finditer(stem) if match.end() == len(stem))]
    return (name,) if name else ()
