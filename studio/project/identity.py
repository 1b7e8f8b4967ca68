"""Ids of projects, by which their runs are found wherever project file and runs have gone, and their names."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.text import tr

LONGEST = 100


def identified(project: Project, path: Path | None = None) -> Project:
    """The project with an id: its own, else one that follows from the place of its file, else a new one.

    A file without an id gets one when it is saved the next time; until then it is the same at each opening.
    """
    if project.id:
        return project
    return replace(project, id=uuid.uuid4().hex if path is None else _of_place(path))


def named_after(project: Project, path: Path) -> Project:
    """The project with the name of the file that it was saved to, where that says something else."""
    letters = [[each for each in name.casefold() if each.isalnum()] for name in (path.stem, project.name)]
    return project if letters[0] == letters[1] or not path.stem else replace(project, name=path.stem)


def read_id(tree: Mapping[str, Any]) -> str:
    """The id that a project file gives; "" where it has none. Raises ProjectError."""
    written = tree.get("id", "")
    if isinstance(written, str) and len(written) <= LONGEST:
        return written
    raise ProjectError(
        tr("Its “id” is not a text of at most {most} characters.", most=LONGEST),
        tr("Leave it out: the project gets a new one when it is saved."),
    )


def _of_place(path: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:32]
