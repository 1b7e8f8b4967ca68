"""Project files: opened whole or refused with a sentence, saved whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from studio.data.config import Kept
from studio.file_names import found_from, is_absolute
from studio.files import reason, replace_file
from studio.graph import Graph
from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.project.reading import load_fragment, loads, loads_network
from studio.project.writing import dump_fragment, dumps
from studio.text import tr

__all__ = [
    "ProjectError",
    "dump_fragment",
    "dumps",
    "load",
    "load_fragment",
    "load_network",
    "loads",
    "located",
    "moved",
    "save",
    "state",
    "write_text",
]

SUFFIX = ".nns"
LARGEST = 32 * 2**20
"""Bytes of the largest file that is read; a network of 1,000 nodes takes about 0.2 MB."""


Result = TypeVar("Result")


def load(path: Path) -> Project:
    """Open a project file. Raises ProjectError; `Project.notices` say what could not be read."""
    return _understood(path, loads)


def load_network(path: Path) -> Graph:
    """The network of a project file, without its settings. Raises ProjectError."""
    return _understood(path, loads_network)


def _understood(path: Path, read: Callable[[str], Result]) -> Result:
    try:
        return read(_read(path))
    except ProjectError as error:
        raise ProjectError(
            tr("“{name}” cannot be opened. {reason}", name=path.name, reason=error.message),
            error.remedy or tr("Correct it in the file, or open another copy of it."),
        ) from None


def save(project: Project, path: Path) -> str:
    """Write a project file in one step, so that the old one stays whole until the new one is; gives its new `state`.

    Raises ProjectError.
    """
    text = dumps(project)
    write_text(path, text)
    return hashlib.sha256(text.encode()).hexdigest()


def state(path: Path) -> str:
    """What tells one content of a file from another; empty where there is no file that can be read."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def write_text(path: Path, text: str) -> None:
    """Put a text file in place in one step, with the permissions of the file it replaces. Raises ProjectError."""
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise ProjectError(
            tr("“{name}” could not be saved. {reason}", name=path.name, reason=reason(path, error)), _remedy(path)
        ) from None


def located(project: Project, path: Path | None) -> Project:
    """The project as it can be run from anywhere: files of data given relative to its file are made absolute."""
    if path is None:
        return project
    here = path.absolute().parent
    return _placed(project, {name: str(found_from(here, place)) for name, place in _relative(project).items()})


def _relative(project: Project) -> dict[str, str]:
    """Where the data lie, by the settings that say so relative to the project's file."""
    data = project.data
    places = {name: getattr(data, name) for name in (data.places if isinstance(data, Kept) else ())}
    return {name: place for name, place in places.items() if place and not is_absolute(place)}


def _placed(project: Project, places: Mapping[str, str]) -> Project:
    return replace(project, data=project.data.changed(**places)) if places else project


def moved(project: Project, before: Path | None, after: Path) -> Project:
    """The project for a file elsewhere: data given relative to where it was are found from there too."""
    here = before.absolute() if before is not None else Path.cwd() / after.name
    there = after.absolute().parent
    if there == here.parent:
        return project
    absolute = {name: found_from(here.parent, place) for name, place in _relative(project).items()}
    return _placed(project, {name: _seen_from(place, there) for name, place in absolute.items()})


def _seen_from(place: Path, folder: Path) -> str:
    return (place.relative_to(folder) if place.is_relative_to(folder) else place).as_posix()


def _read(path: Path) -> str:
    another = tr("Choose another file.")
    try:
        if path.exists() and not path.is_file():
            raise ProjectError(tr("It is a folder.") if path.is_dir() else tr("It is not an ordinary file."), another)
        if path.stat().st_size > LARGEST:
            raise ProjectError(tr("It is larger than {size} MB, which no project is.", size=LARGEST // 2**20), another)
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise ProjectError(tr("It is not a text file (UTF-8)."), another) from None
    except ValueError:
        raise ProjectError(tr("No file can have that name."), another) from None
    except OSError as error:
        raise ProjectError(reason(path, error), another) from None


def _remedy(path: Path) -> str:
    if os.path.isfile(path):  # unlike that of Path it takes any name
        return tr("The earlier file is unchanged. Choose another place or name.")
    return tr("Choose another place or name.")
