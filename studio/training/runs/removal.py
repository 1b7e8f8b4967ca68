"""Runs put into the trash, whole and never one that is trained, and brought back from it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from studio.files import cause
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.listing import is_run_folder
from studio.training.runs.ownership import check_is_idle


class Trashed(NamedTuple):
    """A run that was in the folder `run` and lies in the trash at `now`; None where the system does not tell."""

    run: Path
    title: str
    now: Path | None


def check_removable(run: Path) -> None:
    """Raise TrainingError where a folder is no run's, is a link, or is trained by any process."""
    if run.is_symlink() or not is_run_folder(run):
        raise TrainingError(
            tr("“{path}” is not the folder of a run.", path=run), tr("Refresh the list: it may have been moved.")
        )
    check_is_idle(run)


def remove(run: Path, to_trash: Callable[[Path], Path | None]) -> Path | None:
    """Put a run into the trash by `to_trash`, and tell where it lies there; None where that is not known.

    Raises TrainingError where it cannot be removed, or `to_trash` raises OSError: then it is where it was.
    """
    check_removable(run)
    try:
        return to_trash(run)
    except OSError:
        raise TrainingError(
            tr("The run “{run}” could not be put into the trash; it is where it was.", run=run.name),
            tr("Remove its folder “{folder}” with the file manager.", folder=run),
        ) from None


def bring_back(trashed: Trashed) -> Trashed:
    """Put a run back to where it was. Raises TrainingError where that cannot be, and then it stays in the trash."""
    run, now = trashed.run, trashed.now
    try:
        if now is None or run.exists():
            raise FileExistsError(errno.EEXIST, tr("something else is there now"))
        run.parent.mkdir(parents=True, exist_ok=True)
        os.rename(now, run)
    except OSError as error:
        raise TrainingError(
            tr("The run “{run}” could not be brought back: {reason}.", run=trashed.title, reason=cause(error)),
            tr("Bring it back from the trash with the file manager."),
        ) from None
    with suppress(OSError):  # what a trash of freedesktop.org keeps of it beside
        (now.parent.parent / "info" / f"{now.name}.trashinfo").unlink(missing_ok=True)
    return trashed
