"""What a person has chosen for all projects, kept in one small file in the user's own folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio import paths
from studio.files import cause, replace_file
from studio.layers import ParameterError
from studio.project.errors import ProjectError
from studio.text import tr
from studio.text.choice import PREFERENCE
from studio.training.launch import Launching

RUNS = "runs"
LAUNCHING = "launching"


def place_of_runs() -> Path | None:
    """The folder that a person wants the runs of all projects in; None for those beside the projects' files."""
    chosen = _read().get(RUNS)
    return Path(chosen) if isinstance(chosen, str) and chosen else None


def choose_place_of_runs(folder: Path | None) -> None:
    """Have new runs begun in this folder; None for those beside the projects' files. Raises ProjectError."""
    _choose(RUNS, None if folder is None else str(folder.expanduser().absolute()))


def launching() -> Launching:
    """Where a person has trainings run; in the program itself where nothing, or nothing sound, was chosen."""
    try:
        return Launching.create(_read().get(LAUNCHING) or {})
    except (ParameterError, TypeError):
        return Launching()


def choose_launching(chosen: Launching) -> None:
    """Have trainings of all projects run there. Raises ProjectError."""
    _choose(LAUNCHING, chosen.model_dump(mode="json"))


def choose_language(name: str) -> None:
    """Have this language spoken from the next start on, by its name or `system`. Raises ProjectError."""
    _choose(PREFERENCE, name)


def _choose(name: str, value: Any) -> None:
    """Keep a choice, or none where it is None. Raises ProjectError."""
    values = {key: kept for key, kept in _read().items() if key != name}
    if value is not None:
        values[name] = value
    file = paths.preferences()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode())
    except (OSError, ValueError) as error:
        raise ProjectError(
            tr("The choice cannot be kept in “{file}”: {reason}.", file=file, reason=cause(error)),
            tr("Free some space, or allow writing there."),
        ) from None


def _read() -> dict[str, Any]:
    """All that was chosen, also by other versions; nothing where the file is missing or damaged."""
    try:
        read = json.loads(paths.preferences().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
