"""Predictions in a run's folder: put there in one step, found by split and weights, and gone with these weights."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Entry
from studio.training.runs.digests import digest_of_file
from studio.training.runs.layout import PREDICTIONS

UNFINISHED = ".tmp"
ABANDONED = 86_400.0
"""Seconds after which a folder that was never put in place is left over from a process that ended."""

DIGITS = 16
"""Of the digest of weights, so many are in the name of a folder; all of them are in its record."""


def weights_of(run: Run, entry: Entry) -> str:
    """The digest of a checkpoint's weights, also in runs of versions that did not keep it. Raises OSError."""
    return entry.weights_digest or digest_of_file(run.checkpoints.folder / entry.weights)


def folder_of(run: Run, split: str, weights: str) -> Path:
    """Where the predictions of these weights for a split are kept."""
    return run.path / PREDICTIONS / f"{split}-{weights[:DIGITS]}"


@contextmanager
def unfinished(run: Run | None) -> Iterator[Path]:
    """A new folder to write into, in that of the run, else among the system's temporary files. Raises OSError.

    After a failure nothing is left of it.
    """
    if run is None:
        folder = Path(tempfile.mkdtemp(prefix="nn-studio-predictions-"))
    else:
        (run.path / PREDICTIONS).mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=run.path / PREDICTIONS, prefix=".", suffix=UNFINISHED))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def put_in_place(folder: Path, target: Path) -> None:
    """Move a finished folder to its place; those of another process that was faster, or damaged ones, make room.

    Raises OSError.
    """
    with suppress(OSError):
        os.rename(folder, target)
        return
    shutil.rmtree(target, ignore_errors=True)
    os.rename(folder, target)


def remove_outdated(run: Run) -> None:
    """Remove predictions of weights that the run does not have any more, and what ended processes left."""
    with suppress(OSError):
        current = {weights_of(run, entry)[:DIGITS] for entry in run.checkpoints.entries().values()}
        for folder in (run.path / PREDICTIONS).iterdir():
            is_old = folder.name.endswith(UNFINISHED) and time.time() - folder.stat().st_mtime > ABANDONED
            if is_old or not (folder.name.endswith(UNFINISHED) or folder.name.rpartition("-")[2] in current):
                shutil.rmtree(folder, ignore_errors=True)
