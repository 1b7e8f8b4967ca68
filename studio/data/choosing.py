"""Finds out which kind of data lies in a folder or file that a person points at."""

from __future__ import annotations

from pathlib import Path

from studio.data.config import Data, Kept, data_kinds
from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.data.sources import SOURCES
from studio.text import tr


def data_at(path: Path) -> Data:
    """Data of the first kind that knows what lies there, with all else at its default. Raises DataError."""
    for kind in data_kinds.values():
        if issubclass(kind, Kept):
            place = SOURCES[kind].place(path)
            if place is not None:
                return kind.create({"path": str(place)})
    raise DataError(
        tr("“{path}” is nothing that can be read as data.", path=shown(path)),
        tr("Choose a folder with one folder of pictures for each class, or see the kinds of data for what else is."),
    )
