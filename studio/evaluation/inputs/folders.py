"""The files in a folder that a person gives, with those of the folders in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from studio.data.errors import DataError
from studio.data.folders.sought import PICTURES
from studio.data.folders.walk import Walk
from studio.data.regular_files import shown
from studio.data.samples import carry_on
from studio.text import tr


def files_in(folder: Path, suffixes: Sequence[str], wanted: str) -> list[Path]:
    """All files with one of these endings, in the order of their paths; hidden ones are not looked at.

    `wanted` is the word for them. Raises DataError where there are none.
    """
    walk = Walk(folder, carry_on, replace(PICTURES, suffixes=tuple(suffixes)))
    found = sorted(
        (entry.path for entry in walk.files_below(folder) if walk.is_sought(entry)), key=lambda path: path.parts
    )
    if not found:
        raise DataError(
            tr("In the folder “{folder}” there are no {wanted}.", folder=shown(folder), wanted=wanted),
            tr("Choose another folder, or name the files."),
        )
    return sorted(found, key=lambda path: path.parts)
