"""Finds pictures by how a table names them: with or without ending, by path or by name alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from studio.data.folders.walk import Entry
from studio.data.pictures.formats import SUFFIXES
from studio.data.sources.picture_layouts.listing import plain_name

Found = tuple[Entry, ...]
"""The pictures that a name may mean."""


class PictureNames:
    """The pictures of a folder by their paths and names, in small letters."""

    def __init__(self, root: Path, pictures: Iterable[Entry]) -> None:
        self._paths: dict[str, list[Entry]] = {}
        self._names: dict[str, list[Entry]] = {}
        for entry in pictures:
            path = PurePosixPath(_plain(entry.path.relative_to(root).as_posix()))
            for key in {str(path), str(path.with_suffix(""))}:
                self._paths.setdefault(key, []).append(entry)
            for key in {path.name, path.stem}:
                self._names.setdefault(key, []).append(entry)

    def found(self, name: str, places: Iterable[str]) -> Found:
        """The pictures that a table may mean by a name: in one of the folders `places` first, then anywhere.

        Places count from the root, "" is the root itself. () where there is none.
        """
        plain = _plain(name.strip().replace("\\", "/")).removeprefix("./").lstrip("/")
        if not plain:
            return ()
        for place in places:
            path = f"{_plain(place)}/{plain}" if place else plain
            if path in self._paths:
                return tuple(self._paths[path])
        # A path of the machine on which the table was written ends like one here.
        last = plain.rsplit("/", 1)[-1]
        found = self._names.get(last, [])
        ends = [entry for entry in found if _ends_alike(entry, plain)]
        return tuple(ends or found)


def _plain(path: str) -> str:
    return plain_name(path).casefold()


def _ends_alike(entry: Entry, plain: str) -> bool:
    """Whether the last two parts of the paths agree, where a table gives two."""
    parts = plain.split("/")
    return len(parts) > 1 and len(entry.path.parts) > 1 and _plain(entry.path.parts[-2]) == parts[-2]


def has_picture_suffix(name: str) -> bool:
    """Whether a name ends as those of pictures do."""
    return name.strip().lower().endswith(SUFFIXES)
