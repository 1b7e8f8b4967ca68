"""Which project files windows have open: told to each other, also by other processes, for as long as these live.

The operating system holds the lock of a window and lets go of it when its process ends, however that ends; a record
beside it names the owner. Both lie in the user's own folder, so that folders of projects may be read-only.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from studio import paths
from studio.file_names import key
from studio.files import replace_file


@dataclass(frozen=True)
class Owner:
    """The process whose window has a file open, and since when, in words."""

    process: str
    since: str


class OpenFile:
    """What one window has open. Telling others of it is a courtesy: where that fails nothing is refused."""

    def __init__(self) -> None:
        self._lock: FileLock | None = None
        self._path: Path | None = None

    def claim(self, path: Path | None) -> Owner | None:
        """Have this file open and no other one any more; the other window that has it open, if any."""
        if path is not None and self._lock is not None and identity(path) == self._path:
            return None
        self.release()
        if path is None:
            return None
        place = _place(path)
        lock = FileLock(place, timeout=0, thread_local=False)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            return _owner(place)
        except (OSError, NotImplementedError):
            return None
        self._lock, self._path = lock, identity(path)
        with suppress(OSError):
            record = {"process": os.getpid(), "since": datetime.now().strftime("%H:%M")}
            replace_file(place.with_suffix(".json"), json.dumps(record).encode())
        return None

    def release(self) -> None:
        """Have no file open any more."""
        if self._lock is not None:
            with suppress(OSError):
                Path(self._lock.lock_file).with_suffix(".json").unlink(missing_ok=True)
            with suppress(OSError):
                self._lock.release()
        self._lock = self._path = None


def has_open_elsewhere(path: Path) -> bool:
    """Whether another window has a file open."""
    probe = OpenFile()
    owner = probe.claim(path)
    probe.release()
    return owner is not None


def identity(path: Path) -> Path:
    """The file itself, whatever links lead to it."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def _place(path: Path) -> Path:
    """Where the lock of a file lies."""
    named = hashlib.sha256(os.fsencode(key(str(identity(path)), sys.platform))).hexdigest()[:32]
    return paths.open_files() / f"{named}.lock"


def _owner(place: Path) -> Owner:
    try:
        record = json.loads(place.with_suffix(".json").read_bytes())
        return Owner(str(int(record["process"])), str(record["since"])[:5])
    except (OSError, ValueError, KeyError, TypeError):
        return Owner("?", "?")
