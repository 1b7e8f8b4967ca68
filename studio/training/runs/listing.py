"""The runs in a folder, at any depth, newest first."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from studio.files import cause
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.description import Description
from studio.training.runs.index import Index
from studio.training.runs.layout import CHECKPOINTS, CONFIG, ENVIRONMENT, EVENTS, LOCK, NETWORK
from studio.training.runs.ownership import is_owned

TELLING = frozenset({ENVIRONMENT, NETWORK, EVENTS, LOCK})
"""Two of these make a folder that of a run which has lost its settings."""


def listed_runs(folder: Path, index: Path | None = None) -> list[Description]:
    """The runs in a folder and in what lies in it, newest first; links are not followed.

    `index` is the file in which descriptions are kept for the next time. Raises TrainingError where the folder cannot
    be read.
    """
    folder = Path(os.path.realpath(folder))
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise TrainingError(
            tr("The folder “{folder}” cannot be read: {reason}.", folder=folder, reason=cause(error)),
            tr("Choose a folder that holds runs."),
        ) from None
    return listed_in([folder], index)


def listed_in(folders: Iterable[Path], index: Path | None = None) -> list[Description]:
    """The runs in several folders, each once, newest first; folders that are not there have none."""
    places = list(dict.fromkeys(Path(os.path.realpath(folder)) for folder in folders))
    with Index.opened(index, *places) as known:
        paths = dict.fromkeys(path for place in places if place.is_dir() for path in _folders(place))
        found = [as_it_is(known.description(path)) for path in paths]
    return sorted(found, key=lambda run: (-run.began, str(run.path)))


def as_it_is(run: Description) -> Description:
    """The run with what its folder's records cannot tell: whether a process trains it now."""
    if run.state == "damaged" or not is_owned(run.path):
        return run
    return replace(run, state="running", reason="")


def is_run_folder(path: Path) -> bool:
    """Whether a folder is that of a run, be it a damaged one."""
    try:
        return path.is_dir() and _is_run(os.listdir(path))
    except OSError:
        return False


def _folders(folder: Path) -> Iterator[Path]:
    """Folders of runs, and those that cannot be read, of which nobody knows."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            with os.scandir(path) as entries:
                found = list(entries)
            inside = [Path(each.path) for each in found if each.is_dir(follow_symlinks=False)]
        except OSError:
            yield path
            continue
        is_run = _is_run({each.name for each in found})
        if is_run:
            yield path
        waiting += [each for each in inside if not (is_run and each.name == CHECKPOINTS)]


def _is_run(names: Collection[str]) -> bool:
    return CONFIG in names or len(TELLING.intersection(names)) > 1
