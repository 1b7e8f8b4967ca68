"""What a person has chosen for all projects, kept in one small file in the user's own folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio import paths
from studio.files import cause, replace_file
from studio.project.errors import ProjectError
from studio.text import tr

RUNS = "runs"


def place_of_runs() -> Path | None:
    """The folder that a person wants the runs of all projects in; None for those beside the projects' files."""
    chosen = _read().get(RUNS)
    return Path(chosen) if isinstance(chosen, str) and chosen else None


def choose_place_of_runs(folder: Path | None) -> None:
    """Have new runs begun in this folder; None for those beside the projects' files. Raises ProjectError."""
    values = _read()
    values.pop(RUNS, None)
    if folder is not None:
        values[RUNS] = str(folder.expanduser().absolute())
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
