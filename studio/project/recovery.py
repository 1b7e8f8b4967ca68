"""Recovery files: unsaved work, written every few seconds after an edit, found again after a crash. No Qt."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio import paths
from studio.files import cause
from studio.project.errors import ProjectError
from studio.project.file import write_text
from studio.project.model import Project
from studio.project.reading import loads
from studio.project.writing import dumps
from studio.text import tr

SUFFIX = ".recovery.json"


@dataclass(frozen=True)
class Recovered:
    """Work that its process did not live to save: the project, where it belongs, when it was last kept.

    `state` is that of the file it was opened from, which may be another by now.
    """

    project: Project
    path: Path | None
    time: datetime
    file: Path
    state: str = ""

    def discard(self) -> None:
        """Take the recovery file away: the work was restored or is not wanted."""
        self.file.unlink(missing_ok=True)


def write(project: Project, path: Path | None, key: str, state: str = "") -> None:
    """Keep a project that is not saved. `key` tells the windows of this process apart. Raises ProjectError."""
    folder = paths.recovery()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(
            tr("Recovery files cannot be kept in “{folder}”: {reason}.", folder=folder, reason=cause(error))
        ) from None
    content = {
        "path": None if path is None else str(path.absolute()),
        "time": datetime.now(UTC).isoformat(),
        "pid": os.getpid(),
        "started": _started(os.getpid()),
        "state": state,
        "project": dumps(project),
    }
    write_text(_file(key), json.dumps(content, ensure_ascii=False))


def discard(key: str) -> None:
    """Take this process's recovery file away: what it held is saved."""
    _file(key).unlink(missing_ok=True)


def pending() -> tuple[Recovered, ...]:
    """Work left by processes that are gone, latest first. Files that cannot be read are passed over."""
    found = []
    for file in sorted(paths.recovery().glob(f"*{SUFFIX}")):
        with suppress(OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError, ProjectError):
            content = json.loads(file.read_bytes())
            if not _is_running(content["pid"], content.get("started")):
                found.append(_recovered(content, file))
    return tuple(sorted(found, key=lambda recovered: recovered.time, reverse=True))


def _recovered(content: dict[str, Any], file: Path) -> Recovered:
    path = None if content["path"] is None else Path(content["path"])
    time = datetime.fromisoformat(content["time"])
    return Recovered(loads(content["project"]), path, time, file, str(content.get("state", "")))


def _file(key: str) -> Path:
    return paths.recovery() / f"{os.getpid()}-{key}{SUFFIX}"


def _is_running(pid: int, started: str | None) -> bool:
    """Whether the process that wrote a file still lives; a later one with its number does not count."""
    return _exists(pid) and (started is None or started == _started(pid))


def _exists(pid: int) -> bool:
    if sys.platform == "win32":
        # There signal 0 is Ctrl+C: ask for a handle instead.
        query_limited_information = 0x1000
        handle = ctypes.windll.kernel32.OpenProcess(query_limited_information, False, pid)
        ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str | None:
    """When a process was started, in ticks since boot; None where the system does not tell (no /proc)."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2]
        return after_name.split()[19]
    except (OSError, IndexError):
        return None
