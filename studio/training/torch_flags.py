"""How torch computes in the whole process while a training goes on: the same each time or fast, and how precisely."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from studio.training.config import TrainingConfig


@contextmanager
def flags_of(training: TrainingConfig) -> Iterator[None]:
    """Set torch's switches as the settings say; what they were is set again at the end.

    They concern NVIDIA's libraries alone: cuDNN's choice of algorithms, and whether products of float32 numbers may be
    made of TF32. torch has them once for a process.
    """
    cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
    before = cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32, matmul.allow_tf32
    short = training.precision == "tf32"
    _set(training.deterministic, not training.deterministic, short, short)
    try:
        yield
    finally:
        _set(*before)


def _set(deterministic: bool, benchmark: bool, tf32_in_cudnn: bool, tf32_in_matmul: bool) -> None:
    cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
    cudnn.deterministic, cudnn.benchmark = deterministic, benchmark
    cudnn.allow_tf32, matmul.allow_tf32 = tf32_in_cudnn, tf32_in_matmul
