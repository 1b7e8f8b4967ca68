"""How many epochs a training keeps the weights of for good, and what they take of a disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from studio.formatting.numbers import storage
from studio.graph import Kind
from studio.text import ntr, tr
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError

MOST = 100
"""So many epochs of a run are kept at most."""

SPARE = 1.1
"""What has to be free for each byte that is needed, as events and the last checkpoint are written too."""

KEEPS_TOO_MANY = Kind(
    "keeps-too-many-epochs",
    "keep_every = {every} would keep the weights of {count} epochs, but {most} is the most.",
    "Set keep_every to at least {least}.",
)
KEEPS_NONE = Kind(
    "keeps-no-epoch",
    "keep_every = {every} is more than the {epochs} epochs of the training, so that none would be kept.",
    "Set keep_every to at most {epochs}, or leave it empty.",
)


def kept_count(training: TrainingConfig, epochs: int, done: int = 0) -> int:
    """How many epochs are kept of so many in all, after those `done`."""
    every = training.keep_every
    return 0 if every is None else epochs // every - done // every


def kept_words(training: TrainingConfig, epochs: int, size: int) -> str:
    """What is kept of so many epochs, with weights of `size` bytes; "" where nothing is."""
    count = kept_count(training, epochs)
    if not count:
        return ""
    return ntr(
        "{count} epoch is kept for good beside the best and the last: {size} on disk.",
        "{count} epochs are kept for good beside the best and the last: {size} on disk.",
        count,
        size=storage(count * size),
    )


def check_room(training: TrainingConfig, epochs: int, done: int, size: int, folder: Path) -> None:
    """Raise TrainingError where more would be kept than is allowed, or than the disk of `folder` has room for.

    Of `epochs` so many are `done`; weights take `size` bytes.
    """
    if kept_count(training, epochs) > MOST:
        found = KEEPS_TOO_MANY.finding(
            every=training.keep_every, count=kept_count(training, epochs), most=MOST, least=-(-epochs // MOST)
        )
        raise TrainingError(found.message, found.remedy, found.code)
    count = kept_count(training, epochs, done)
    free = shutil.disk_usage(folder).free
    if count * size * SPARE > free:
        raise TrainingError(
            tr(
                "The epochs that are to be kept need {size} in “{folder}”, where {free} are free.",
                size=storage(count * size), folder=folder, free=storage(free),
            ),
            tr("Keep fewer of them (keep_every in the training settings), or make room."),
        )  # fmt: skip
