"""Brings raw samples through the steps of a preparation: arrays in chunks, picture files one by one on all cores."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from studio.data.concurrent import each
from studio.data.file_rows import FileRows
from studio.data.pictures.decode import quiet
from studio.data.pictures.files import PictureFiles
from studio.data.preparation import modules
from studio.data.samples import Check, Samples
from studio.data.transforms.levels import levels
from studio.data.transforms.steps import Step
from studio.layers import Shape

CHUNK = 1024
"""Samples worked on at a time, so that intermediate copies stay small."""


def raw(inputs: npt.NDArray[Any] | FileRows) -> Tensor:
    """Samples of a source in their raw form: bytes of pictures as float32 in [0, 1]. Never the source's own memory."""
    return levels(torch.from_numpy(np.array(inputs)))


@torch.no_grad()
def fit(samples: Samples, module: nn.Module, shape: Shape, check: Check) -> Tensor:
    """The samples after `module`, which leaves them in this shape. Calls `check` between chunks."""
    if isinstance(samples.inputs, PictureFiles):
        return _fit_files(samples.inputs, module, shape, check)
    if samples.inputs.dtype != np.uint8 and not len(list(module.children())):
        return raw(samples.inputs)
    dtype = torch.int64 if samples.inputs.dtype == np.int64 else torch.float32
    fitted = torch.empty(len(samples), *shape, dtype=dtype)
    for start in range(0, len(samples), CHUNK):
        check()
        fitted[start : start + CHUNK] = module(raw(samples.inputs[start : start + CHUNK]))
    return fitted


@torch.no_grad()
def change(values: Tensor, module: nn.Module) -> None:
    """Put samples through a module that keeps their shape, in place."""
    for start in range(0, len(values), CHUNK):
        values[start : start + CHUNK] = module(values[start : start + CHUNK])


@torch.no_grad()
def through(values: Tensor, steps: tuple[Step, ...]) -> Tensor:
    """Samples (N, ...) after these steps, as others."""
    module = modules(steps)
    return torch.cat([module(values[start : start + CHUNK]) for start in range(0, len(values), CHUNK)])


def _fit_files(files: PictureFiles, module: nn.Module, shape: Shape, check: Check) -> Tensor:
    fitted = torch.zeros(len(files), *shape)

    @torch.no_grad()
    def place(index: int) -> None:
        picture = files.picture(index)
        if picture is not None:
            fitted[index] = module(picture[None])[0]

    fill(place, len(files), check)
    return fitted


def fill(place: Callable[[int], None], count: int, check: Check) -> None:
    """Call `place` for each file by its index, below `count`, on several threads at once."""
    threads = torch.get_num_threads()
    try:
        with quiet():
            # A picture for each thread: torch's own teams of threads would only wait for each other.
            for _ in each(place, range(count), check, partial(torch.set_num_threads, 1)):
                pass
    finally:
        # What is set for some threads is no default for others afterwards, which torch makes it.
        torch.set_num_threads(threads)
