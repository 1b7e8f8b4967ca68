"""Runs that hold weights of another program: never trained, with what they were taken in from beside the weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.layout import IMPORTED
from studio.training.runs.records import read_sealed, write_sealed


def is_imported(folder: Path) -> bool:
    """Whether the weights of the run in a folder are those of another program."""
    return (folder / IMPORTED).is_file()


def keep_source(folder: Path, told: Mapping[str, Any]) -> None:
    """Keep what a run's weights were taken in from. Raises OSError."""
    write_sealed(folder / IMPORTED, dict(told))


def source_of(folder: Path) -> dict[str, Any]:
    """What was kept of it. Raises TrainingError where it is damaged."""
    return read_sealed(folder / IMPORTED)


def check_was_trained(folder: Path) -> None:
    """Raise TrainingError for a run that was never trained, so that nothing can go on with it."""
    if is_imported(folder):
        raise TrainingError(
            tr("The run “{run}” holds weights of another program and was never trained here.", run=folder.name),
            tr("Begin a new run with its weights instead: Train does so by itself, and --from on the command line."),
        )
