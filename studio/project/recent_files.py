"""The files that a person opened or saved of late, on this machine."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from studio import paths
from studio.file_names import key
from studio.files import replace_file

RECENT_FILES = 10

_log = logging.getLogger(__name__)


def recent() -> list[Path]:
    """Files opened or saved of late that are still there, the latest first."""
    return [path for path in remembered() if path.is_file()]


def remembered() -> list[Path]:
    """The same with those that are gone, or on a disk that is."""
    try:
        return [Path(each) for each in json.loads(_recent_file().read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def remember(path: Path) -> None:
    """Put a file at the head of the recent ones."""
    path = path.resolve()
    own = key(str(path), sys.platform)
    _write([path, *(other for other in remembered() if key(str(other), sys.platform) != own)][:RECENT_FILES])


def forget(path: Path) -> None:
    """Take a file off the list."""
    _write([other for other in remembered() if other != path])


def _write(listed: list[Path]) -> None:
    try:
        _recent_file().parent.mkdir(parents=True, exist_ok=True)
        replace_file(_recent_file(), json.dumps([str(each) for each in listed]).encode())
    except OSError as error:
        _log.warning("The list of recent files could not be written: %s", error)


def _recent_file() -> Path:
    return paths.user_data() / "recent.json"
