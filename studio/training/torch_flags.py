"""How torch computes in the whole process while a training goes on: the same each time or fast, and how precisely.

They concern NVIDIA's libraries alone: cuDNN's choice of algorithms, and whether products of float32 numbers may be made
of TF32. torch has them once for a process, so that nothing may compute beside a training that wants them otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

import torch

from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError


class _Flags(NamedTuple):
    deterministic: bool
    benchmark: bool
    tf32_in_cudnn: bool
    tf32_in_matmul: bool

    @classmethod
    def present(cls) -> _Flags:
        cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
        return cls(cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32, matmul.allow_tf32)

    def set(self) -> None:
        cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
        cudnn.deterministic, cudnn.benchmark = self.deterministic, self.benchmark
        cudnn.allow_tf32, matmul.allow_tf32 = self.tf32_in_cudnn, self.tf32_in_matmul


_lock = Lock()
_in_use: list[_Flags] = []
"""Those of all who compute at the moment, which are the same."""

_before: list[_Flags] = []
"""Those that are set again at the end."""


@contextmanager
def flags_of(training: TrainingConfig) -> Iterator[None]:
    """Set torch's switches as the settings say; what they were is set again at the end.

    Raises TrainingError where something else computes on an NVIDIA card of this process with others.
    """
    short = training.precision == "tf32"
    wanted = _Flags(training.deterministic, not training.deterministic, short, short)
    _take(wanted)
    try:
        yield
    finally:
        _leave(wanted)


def _take(wanted: _Flags) -> None:
    with _lock:
        if torch.cuda.is_available() and any(each != wanted for each in _in_use):
            raise TrainingError(
                tr("A training beside this one computes with another precision, or otherwise deterministic."),
                tr("Wait for its end, or stop it: both would change how the other computes."),
            )
        if not _in_use:
            _before[:] = [_Flags.present()]
        _in_use.append(wanted)
        wanted.set()


def _leave(wanted: _Flags) -> None:
    with _lock:
        _in_use.remove(wanted)
        (_in_use[-1] if _in_use else _before[0]).set()
