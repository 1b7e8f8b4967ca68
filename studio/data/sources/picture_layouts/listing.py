"""The pictures of a folder with what is to be learnt of each, as every layout lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.data.left_out import LeftOut
from studio.data.sources.folder import FileStamp
from studio.text import tr


@dataclass(frozen=True)
class Picture:
    """A picture file with the number of its class."""

    path: Path
    stamp: FileStamp
    label: int


@dataclass(frozen=True)
class Listing:
    """The pictures of a folder, split by split in the order of their names, and what was left out.

    `layout` says in a sentence how they lie.
    """

    root: Path
    classes: tuple[str, ...]
    splits: dict[str, list[Picture]]
    left_out: tuple[LeftOut, ...]
    layout: str


def arrangement() -> str:
    """How pictures have to lie in a folder."""
    return tr("Arrange the pictures in one folder for each class: cats/1.jpg, dogs/1.jpg.")
