"""Turns what can go wrong in a training into a sentence that names the cause, and one that says what to do."""

from __future__ import annotations

import errno
from traceback import walk_tb
from typing import NamedTuple

import torch

from studio.compiler.module import CompileError
from studio.data.errors import DataError
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError


class Failure(NamedTuple):
    """Why a training ended, and what to do."""

    message: str
    remedy: str


def explain(error: Exception, training: TrainingConfig) -> Failure | None:
    """The failure behind an exception; None for one that nobody can cause by a wrong setting, which is a bug."""
    if isinstance(error, DataError | TrainingError):
        return Failure(error.message, error.remedy)
    if isinstance(error, CompileError):
        problem = error.problems[0]
        where = f" at “{problem.node}”" if problem.node else ""
        return Failure(f"The network cannot run{where}: {problem.message}", problem.remedy)
    if _is_out_of_memory(error):
        return _out_of_memory(training)
    if isinstance(error, OSError):
        return _disk(error)
    if _raised_in_torch(error):
        return _refused_by_torch(error)
    return None


def diverged(loss: float, epoch: int, step: int, lr: float) -> TrainingError:
    """The loss of this step is no longer a number to go on from."""
    became = "not a number (NaN)" if loss != loss else "infinite"
    return TrainingError(
        f"The loss became {became} in epoch {epoch}, step {step}: the training has diverged.",
        f"Lower the learning rate, which is {lr:g} (try {lr / 10:g}), or add normalization layers. "
        "Checkpoints of earlier epochs are kept.",
    )


def _is_out_of_memory(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError)
        and any(words in text for words in ("out of memory", "can't allocate memory", "not enough memory"))
    )


def _raised_in_torch(error: Exception) -> bool:
    """Whether torch refused to compute, not our own code: it raises from its C++ part, or from its Python modules."""
    if not isinstance(error, RuntimeError | ValueError):
        return False
    innermost = list(walk_tb(error.__traceback__))[-1][0]
    return isinstance(error, RuntimeError) or innermost.f_globals.get("__name__", "").startswith("torch.")


def _out_of_memory(training: TrainingConfig) -> Failure:
    smaller = max(1, training.batch_size // 2)
    batch = f"Choose a smaller batch size than {training.batch_size} (try {smaller})" if training.batch_size > 1 else ""
    other = "use smaller pictures or a smaller network"
    return Failure(
        "The training ran out of memory.", f"{batch}, or {other}." if batch else f"{other[0].upper()}{other[1:]}."
    )


def _disk(error: OSError) -> Failure:
    where = f"“{error.filename}”" if error.filename else "the run's folder"
    remedy = "Free some space." if error.errno == errno.ENOSPC else "Check that the folder exists and may be written."
    return Failure(f"Reading or writing {where} failed: {error.strerror or error}.", remedy)


def _refused_by_torch(error: Exception) -> Failure:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if "Expected more than 1 value per channel" in reason:
        return Failure(
            "Batch normalization cannot train on a batch of one sample.", "Choose a batch size of at least 2."
        )
    return Failure(
        f"PyTorch could not run the training: {reason}",
        "Check the network and the training settings; another device may be able to run it.",
    )
