"""Who trains a run: one process at a time, for as long as it lives.

The operating system holds the lock and lets go of it when its owner ends, however that ends; a record beside it names
the owner. So the lock of a dead process is free at once, and a process that was given its number is not taken for it.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.layout import LOCK, OWNER
from studio.training.runs.records import read_record, write_record


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Keep a run's folder for the training inside. Raises TrainingError where another one has it."""
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except (Timeout, OSError, NotImplementedError):
        raise _taken(folder) from None
    try:
        write_record(folder / OWNER, _myself())
        yield
    finally:
        with suppress(OSError):
            (folder / OWNER).unlink(missing_ok=True)
        lock.release()


def is_owned(folder: Path) -> bool:
    """Whether a process trains the run now. A folder that no process has claimed is not touched."""
    if not all(os.path.isfile(os.path.join(folder, name)) for name in (OWNER, LOCK)):
        return False
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return True
    except (OSError, NotImplementedError):
        return False
    lock.release()
    return False


def owner_of(folder: Path) -> int | None:
    """The process of this machine that trains the run now; None where none does, or nobody can tell."""
    if not is_owned(folder):
        return None
    try:
        owner = read_record(folder / OWNER)
    except TrainingError:
        return None
    process = owner.get("process")
    is_here = owner.get("host") == platform.node() and isinstance(process, int) and process > 1
    return process if is_here else None


def check_is_idle(folder: Path) -> None:
    """Raise TrainingError where a process trains the run now."""
    if is_owned(folder):
        raise TrainingError(
            tr("The run “{run}” is being trained.", run=folder.name),
            tr("Stop that training first, or wait for its end."),
        )


def _myself() -> dict[str, object]:
    return {
        "process": os.getpid(),
        "host": platform.node(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def _taken(folder: Path) -> TrainingError:
    try:
        owner = read_record(folder / OWNER)
    except TrainingError:
        return TrainingError(
            tr(
                "The run “{run}” cannot be trained: its folder “{folder}” cannot be locked.",
                run=folder.name,
                folder=folder,
            ),
            tr("Wait until no other program uses it, and check that it may be written."),
        )
    named = {key: owner.get(key, "?") for key in ("process", "host", "since")}
    return TrainingError(
        tr("The run “{run}” is being trained by process {process} on {host}, since {since}.", run=folder.name, **named),
        tr("Stop that training first, or begin a new run."),
    )
