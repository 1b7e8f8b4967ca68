"""Turns what can go wrong in a training into a sentence that names the cause, and one that says what to do."""

from __future__ import annotations

import errno
from traceback import walk_tb

import torch

from studio.compiler.module import CompileError
from studio.data.errors import DataError
from studio.graph import Graph, Problem
from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.errors import Failure, TrainingError
from studio.training.precision import HALF
from studio.training.shortage import out_of_memory

LONE_VALUE = "Expected more than 1 value per channel"
"""What torch says of a norm of a batch that has a single value of each channel."""

UNREAD, DISK = "unread-data", "disk"
"""Codes of data that cannot be read, and of a run's folder that cannot."""


def explain(error: Exception, training: TrainingConfig, graph: Graph | None = None) -> Failure | None:
    """The failure behind an exception; None for one that nobody can cause by a wrong setting, which is a bug.

    The network that was trained, where it is known, tells whether smaller batches would help.
    """
    if isinstance(error, TrainingError):
        return Failure(error.message, error.remedy, error.code)
    if isinstance(error, DataError):
        return Failure(error.message, error.remedy, UNREAD)
    if isinstance(error, CompileError):
        return _cannot_run(error.problems[0])
    if _is_out_of_memory(error):
        return out_of_memory(training, graph)
    if isinstance(error, OSError):
        return _disk(error)
    if _raised_in_torch(error):
        return _refused_by_torch(error, training)
    return None


def _cannot_run(problem: Problem) -> Failure:
    if problem.node is None:
        return Failure(tr("The network cannot run: {reason}", reason=problem.message), problem.remedy, problem.code)
    message = tr("The network cannot run at “{node}”: {reason}", node=problem.node, reason=problem.message)
    return Failure(message, problem.remedy, problem.code)


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


def _disk(error: OSError) -> Failure:
    remedy = tr("Free some space.")
    if error.errno != errno.ENOSPC:
        remedy = tr("Check that the folder exists and may be written.")
    reason = error.strerror or told(error)
    if not error.filename:
        return Failure(tr("Reading or writing the run's folder failed: {reason}.", reason=reason), remedy, DISK)
    return Failure(
        tr("Reading or writing “{path}” failed: {reason}.", path=error.filename, reason=reason), remedy, DISK
    )


def _refused_by_torch(error: Exception, training: TrainingConfig) -> Failure:
    reason = told(error)
    if LONE_VALUE in reason:
        return Failure(
            tr("Batch normalization cannot train on a batch of one sample."),
            tr("Choose a batch size of at least 2."),
            "norm-of-one-number",
        )
    if training.precision in HALF and "primitive" in reason:  # oneDNN has not every layer in every format
        return Failure(
            tr("This device cannot compute one of the layers in {precision}.", precision=training.precision),
            tr("Set precision to float32, or to another format of 16 bits."),
            "precision",
        )
    return Failure(
        tr("PyTorch could not run the training: {reason}", reason=reason),
        tr("Check the network and the training settings; another device may be able to run it."),
    )


def told(error: Exception) -> str:
    """The first line of what an exception says, or its kind where it says nothing."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
