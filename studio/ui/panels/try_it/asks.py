"""What the panel has asked of a network, on a thread of the pool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from torch import Tensor

    from studio.project.trying import Answer, Trial


def of_file(path: Path, trial: Trial) -> Answer:
    """About the first sample in a file."""
    from studio.project import trying

    return trying.of_file(trial, path)


def of_image(image: QImage, path: Path, trial: Trial) -> Answer:
    """About a picture that was copied, read as any other from a file at `path`."""
    image.save(str(path))
    return of_file(path, trial)


def of_row(cells: dict[str, str], trial: Trial) -> Answer:
    """About a typed row."""
    from studio.project import trying

    return trying.of_row(trial, cells)


def of_text(text: str, trial: Trial) -> Answer:
    """About a typed text."""
    from studio.project import trying

    return trying.of_text(trial, text)


def of_strokes(strokes: object, trial: Trial) -> Answer:
    """About a drawing."""
    from studio.project import trying

    return trying.of_strokes(trial, strokes)  # type: ignore[arg-type]


def of_table(trial: Trial) -> object:
    """About each row of a truth table."""
    from studio.project import trying

    return trying.of_table(trial)


def of_sample(split: str, place: int, trial: Trial) -> Answer:
    """About a sample of the run."""
    from studio.project import trying

    return trying.of_sample(trial, split, place)


def prepared(trial: Trial, raw: Tensor) -> Tensor:
    """A raw sample as the network takes it."""
    from studio.project import trying

    return trying.prepared(trial, raw)
