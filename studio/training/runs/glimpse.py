"""The weights of this moment of a training, in a file that is written while somebody looks and gone at its end."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from studio.training.runs.kept import Kept
from studio.training.runs.layout import GLIMPSE, WANTED
from studio.training.runs.weights_file import write_weights
from studio.training.tied_tensors import tied_again

MOMENT = "moment"
"""The name of the tensor that says when it was; those of nodes have a dot."""

LOOKED = 5.0
"""Seconds after the last look for which the file is written."""


class Glimpse(NamedTuple):
    """Weights by their names, and after how many epochs and steps they were these."""

    weights: dict[str, Tensor]
    epoch: int
    step: int


def want(folder: Path) -> None:
    """Somebody looks at the run in a folder now. Where that cannot be told, nothing is seen."""
    with suppress(OSError):
        (folder / WANTED).touch()


def is_wanted(folder: Path) -> bool:
    """Whether somebody looked of late."""
    try:
        return time.time() - (folder / WANTED).stat().st_mtime < LOOKED
    except OSError:
        return False


def keep(folder: Path, kept: Kept) -> None:
    """Put these weights in place of those before; a disk that refuses that keeps nobody from training."""
    moment = torch.tensor([kept.epoch, kept.step])
    path, beside = folder / GLIMPSE, folder / f"{GLIMPSE}.tmp"
    with suppress(OSError):
        with beside.open("wb") as file:
            write_weights(file, {**kept.weights, MOMENT: moment}, kept.others)
        os.replace(beside, path)


def stamp(folder: Path) -> int:
    """What tells one glimpse from the next; 0 where there is none."""
    try:
        return (folder / GLIMPSE).stat().st_mtime_ns
    except OSError:
        return 0


def read(folder: Path) -> Glimpse | None:
    """The weights that were put there last; None where there are none."""
    try:
        with safe_open(folder / GLIMPSE, framework="pt") as file:
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  it is no mapping
            epoch, step = found.pop(MOMENT).tolist()
            return Glimpse(tied_again(found, file.metadata() or {}), epoch, step)
    except (OSError, SafetensorError, KeyError, ValueError, TypeError):
        return None


def remove(folder: Path) -> None:
    """Leave nothing of it behind."""
    for name in (GLIMPSE, f"{GLIMPSE}.tmp", WANTED):
        with suppress(OSError):
            (folder / name).unlink()
