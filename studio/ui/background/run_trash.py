"""Runs put into the system's trash, and brought back from there."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QFile, QStandardPaths

from studio.text import tr
from studio.training.runs.notes import title_of
from studio.training.runs.removal import Trashed, bring_back, remove

Thing = TypeVar("Thing")


class Done(NamedTuple):
    """What was done, and why the rest could not be."""

    runs: tuple[Trashed, ...]
    errors: tuple[Exception, ...]

    @property
    def words(self) -> str:
        """What is in the trash now, in a sentence."""
        if len(self.runs) == 1:
            return tr("“{run}” is in the trash.", run=self.runs[0].title)
        return tr("{count} runs are in the trash.", count=len(self.runs))

    @property
    def place_words(self) -> str:
        """Where it lies, in a sentence."""
        place = self.runs[0].now
        if place is None:
            return tr("The file manager shows the trash, and can bring it back from there.")
        return tr("It lies in “{folder}”.", folder=place.parent)

    @property
    def can_come_back(self) -> bool:
        """Whether all of it can be brought back from here."""
        return all(each.now is not None for each in self.runs)


def removed(paths: Sequence[Path]) -> Done:
    """Put runs into the trash."""
    titles = {path: title_of(path) for path in paths}
    return _each(paths, lambda path: Trashed(path, titles[path], remove(path, _to_trash)))


def brought_back(runs: Sequence[Trashed]) -> Done:
    """Bring runs back to where they were."""
    return _each(runs, bring_back)


def _each(things: Sequence[Thing], act: Callable[[Thing], Trashed]) -> Done:
    done: list[Trashed] = []
    errors: list[Exception] = []
    for each in things:
        try:
            done.append(act(each))
        except Exception as error:
            errors.append(error)
    return Done(tuple(done), tuple(errors))


def _to_trash(path: Path) -> Path | None:
    """Where it lies then; None where that is not known. Raises OSError where it is still where it was."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    with suppress(OSError):
        Path(place).mkdir(parents=True, exist_ok=True)  # Qt makes the trash, but not what it lies in
    folder = QFile(str(path))
    if not folder.moveToTrash():
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
    now = Path(folder.fileName())  # which Qt sets, where the system tells it
    return now if now != path and now.exists() else None
