"""Finds the folders of training, validation and test samples by their names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studio.data.errors import DataError
from studio.data.folders.walk import Walk
from studio.data.regular_files import shown
from studio.text import listed, tr

SPLIT_NAMES = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val"),
    "test": ("test", "testing"),
}
"""How folders of splits are called, in small letters."""


def split_folders(walk: Walk, folder: Path) -> dict[str, Path]:
    """The folders in a folder that are called like splits. Raises DataError where there are several for one split."""
    folders = [entry.path for entry in walk.look(folder) if entry.kind == "folder"]
    found: dict[str, Path] = {}
    for split, names in SPLIT_NAMES.items():
        named = [each for each in folders if each.name.lower() in names]
        if len(named) > 1:
            raise DataError(
                tr(
                    "“{folder}” has several folders for one split: {names}.",
                    folder=shown(folder),
                    names=listed(shown(each.name) for each in named),
                ),
                tr("Put their {content} together, or move one of the folders away.", content=walk.sought.content()),
            )
        if named:
            found[split] = named[0]
    return found


def quoted(folders: Mapping[str, Path]) -> str:
    """The names of such folders, for a sentence."""
    return listed(f"“{shown(folder.name)}”" for folder in folders.values())
