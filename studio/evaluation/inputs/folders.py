"""The files in a folder that a person gives, with those of the folders in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.data.samples import carry_on
from studio.data.sources.sought import PICTURES
from studio.data.sources.walk import Walk
from studio.evaluation.inputs.naming import some
from studio.text import tr


def files_in(folder: Path, suffixes: Sequence[str]) -> list[Path]:
    """All files with one of these endings, in the order of their paths. Hidden ones are not looked at.

    Raises DataError where there are none.
    """
    walk = Walk(folder, carry_on, replace(PICTURES, suffixes=tuple(suffixes)))
    found = sorted(
        (entry.path for entry in walk.files_below(folder) if walk.is_sought(entry)), key=lambda path: path.parts
    )
    if not found:
        raise DataError(
            tr("The folder “{folder}” holds no file that ends with {endings}.",
               folder=shown(folder), endings=some(suffixes, "or")),
            tr("Choose another folder, or name the files."),
        )  # fmt: skip
    return sorted(found, key=lambda path: path.parts)
