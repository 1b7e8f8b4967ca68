"""Runs put into the trash: whole, and never one that is trained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.listing import is_run_folder
from studio.training.runs.ownership import check_is_idle


def check_removable(run: Path) -> None:
    """Raise TrainingError where a folder is no run's, is a link, or is trained by any process."""
    if run.is_symlink() or not is_run_folder(run):
        raise TrainingError(
            tr("“{path}” is not the folder of a run.", path=run), tr("Refresh the list: it may have been moved.")
        )
    check_is_idle(run)


def remove(run: Path, to_trash: Callable[[Path], bool]) -> None:
    """Put a run into the trash by `to_trash`, which tells whether it did. Raises TrainingError where it cannot be."""
    check_removable(run)
    if not to_trash(run):
        raise TrainingError(
            tr("The run “{run}” could not be put into the trash; it is where it was.", run=run.name),
            tr("Remove its folder “{folder}” with the file manager.", folder=run),
        )
