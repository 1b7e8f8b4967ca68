"""The pictures of a folder with what is to be learnt of each, as every layout lists them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from studio.data.config import Task
from studio.data.folders.existing import FileStamp
from studio.data.folders.sought import PICTURES, Sought
from studio.data.folders.walk import Entry, Walk
from studio.data.left_out import LeftOut
from studio.data.pictures.formats import SUFFIXES
from studio.data.regular_files import shown
from studio.text import tr


@dataclass(frozen=True)
class MaskFile:
    """The file that says the class of each pixel of a picture."""

    path: Path
    stamp: FileStamp


Target = int | tuple[int, ...] | MaskFile
"""The number of a picture's class, the numbers of the labels that hold of it or of its letters, or its mask."""


@dataclass(frozen=True)
class Picture:
    """A picture file with what is to be learnt of it."""

    path: Path
    stamp: FileStamp
    target: Target


@dataclass(frozen=True)
class Listing:
    """The pictures of a folder, split by split in the order of their names, and what was left out.

    `layout` says in a sentence how they lie, `task` what is to be learnt. `classes` is () for masks, which are not
    opened. `positions` is the number of letters where each is a class.
    """

    root: Path
    classes: tuple[str, ...]
    splits: dict[str, list[Picture]]
    left_out: tuple[LeftOut, ...]
    layout: str
    task: Task = "classes"
    positions: int = 0


def arrangement(sought: Sought = PICTURES) -> str:
    """How what is sought has to lie in a folder."""
    return tr(
        "Arrange the {content} in one folder for each class: {example}.",
        content=sought.content(),
        example=sought.example,
    )


def is_picture(entry: Entry) -> bool:
    """Whether an entry is a file of a picture by its suffix."""
    return entry.kind == "file" and entry.path.suffix.lower() in SUFFIXES


def note_file(walk: Walk, entry: Entry) -> None:
    """Note a file that lies where folders are looked for."""
    if walk.is_sought(entry):
        walk.note(walk.sought.loose, entry.path)
    else:
        walk.note("suffix", entry.path, shown(entry.path.suffix.lower()))


def plain_name(path: Path | str) -> str:
    """A name as people read it, however its letters are put together on the disk."""
    return unicodedata.normalize("NFC", shown(path))
