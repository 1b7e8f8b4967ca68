"""NPY files as raw samples: one sample, or a batch of them. Nothing is ever unpickled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.data.array_files.inputs import CHANNELS, check_plain, inputs_of
from studio.data.array_files.opening import ArrayFile
from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.data.recordings.files import LOUDEST
from studio.data.regular_files import shown
from studio.data.transforms.fitting import raw
from studio.data.transforms.row_steps import Fill
from studio.evaluation.inputs.habits import Habits
from studio.layers import format_shape
from studio.text import tr

Array = npt.NDArray[Any]

PICTURE_AXES = ("NHW", "NHWC", "NCHW")

INPUTS = ("x", "inputs", "x_test")
"""What the array of samples is called where a file has several."""


def array(path: Path, preparation: Preparation, habits: Habits) -> tuple[Tensor, bool]:
    """The samples (N, *source) of a file, and whether it is a batch. Raises DataError where it has none of this form.

    What is wrong with single samples is found by `odd`.
    """
    _check_wanted(shown(path), preparation)
    return of_array(_array_in(path), shown(path), preparation, habits)


def of_array(found: Array, name: str, preparation: Preparation, habits: Habits) -> tuple[Tensor, bool]:
    """The same of an array of that name."""
    _check_wanted(name, preparation)
    check_plain(found, name)
    if found.dtype.kind not in "buif":
        raise DataError(
            tr("“{name}” holds {type}, no numbers.", name=name, type=str(found.dtype)), tr("Give an array of numbers.")
        )
    batch, is_batch = _batch(found, preparation, habits, name)
    return _samples(batch, preparation, habits, name), is_batch


def _check_wanted(name: str, preparation: Preparation) -> None:
    if preparation.categories:
        raise DataError(
            tr("“{file}” is an array, but columns with categories are told by their names.", file=name),
            tr("Give a table with these columns."),
        )


def odd(sample: Tensor, preparation: Preparation) -> str:
    """What is wrong with a raw sample (*source), as a sentence; "" where nothing is."""
    if not sample.is_floating_point():
        lowest, highest = int(sample.min()), int(sample.max())
        if lowest < 0 or highest >= preparation.vocabulary:
            return tr("It has the token {token}, but tokens reach from 0 to {last}.",
                      token=lowest if lowest < 0 else highest, last=preparation.vocabulary - 1)  # fmt: skip
        return ""
    if not bool(sample.isfinite().all()):
        gaps = _filled(preparation)
        missing = sample.isnan()
        if gaps is None or not bool((sample.isfinite() | (missing & gaps)).all()):
            return tr("It holds a number that is missing or not finite.")
    if preparation.sample == "picture" and not 0.0 <= float(sample.min()) <= float(sample.max()) <= 1.0:
        return tr("It has numbers from {lowest} to {highest}, but pictures have them from 0 to 1, or bytes.",
                  lowest=f"{float(sample.min()):.4g}", highest=f"{float(sample.max()):.4g}")  # fmt: skip
    if preparation.sample == "recording" and float(sample.abs().max()) > LOUDEST:
        return tr("It has numbers up to {most}, but recordings have them from -1 to 1.",
                  most=f"{float(sample.abs().max()):.4g}")  # fmt: skip
    return ""


def _filled(preparation: Preparation) -> Tensor | None:
    """For each number of a row, whether something stands for it where it is missing; None where nothing does."""
    fill = next((step for step in preparation.steps if isinstance(step, Fill)), None)
    return None if fill is None else torch.tensor([value is not None for value in fill.values])


def _array_in(path: Path) -> Array:
    file = ArrayFile(path)
    try:
        names = file.names
        name = names[0] if len(names) == 1 else next((each for each in INPUTS if each in names), None)
        if name is None:
            raise DataError(
                tr("“{file}” holds several arrays, of which none is called x.", file=shown(path)),
                tr("Save the samples by themselves with numpy.save."),
            )
        return np.array(file.array(name))
    finally:
        file.close()


def _batch(found: Array, preparation: Preparation, habits: Habits, name: str) -> tuple[Array, bool]:
    """The array with samples along its first axis, each with the axes of the data's raw samples."""
    source, axes = preparation.source, habits.axes
    for is_batch, batch in ((False, found[None]), (True, found)):
        for each in _orders(batch, len(source), axes):
            if _fits(each.shape[1:], source):
                return each, is_batch
    if source == (1,) and found.ndim == 1:
        return found[:, None], True
    wanted = format_shape(tuple(size or 0 for size in source)) if None not in source else _open(source)
    raise DataError(
        tr("“{name}” is {shape}, but a sample is {wanted}, and a batch of them {batch}.",
           name=name, shape=format_shape(found.shape), wanted=wanted, batch=f"(N, {wanted.strip('(),')})"),
        tr("Give an array of one of these shapes."),
    )  # fmt: skip


def _orders(batch: Array, axes: int, declared: str) -> list[Array]:
    """Ways in which an array may be meant as (N, *source): of pictures channels may be last, or left out."""
    found = [batch] if batch.ndim == axes + 1 else []
    if axes == 3 and batch.ndim == 4:
        last = np.moveaxis(batch, -1, 1)
        found = [last] if declared == "NHWC" else [batch] if declared == "NCHW" else [batch, last]
    if axes > 1 and batch.ndim == axes:
        found = [batch[:, None]]
    return found


def _fits(shape: tuple[int, ...], source: tuple[int | None, ...]) -> bool:
    return len(shape) == len(source) and all(wanted in (None, size) for size, wanted in zip(shape, source, strict=True))


def _open(source: tuple[int | None, ...]) -> str:
    return f"({', '.join('any' if size is None else str(size) for size in source)})"


def _samples(batch: Array, preparation: Preparation, habits: Habits, name: str) -> Tensor:
    """Raw samples of a batch, in the numbers that the preparation takes."""
    is_tokens = preparation.sample == "sequence" or habits.axes == "tokens" or preparation.vocabulary
    if is_tokens and batch.dtype.kind not in "ui":
        raise DataError(
            tr("“{name}” holds {type}, but tokens are whole numbers.", name=name, type=str(batch.dtype)),
            tr("Give an array of whole numbers, such as int64."),
        )
    if is_tokens:
        return torch.from_numpy(inputs_of(batch, "tokens", name).values)
    # A picture of one or three channels that is none has other numbers than bytes stand for.
    is_of_levels = habits.axes in PICTURE_AXES and batch.shape[1] not in CHANNELS
    if batch.dtype == np.uint8 and (preparation.sample == "picture" or is_of_levels):
        return raw(batch)
    return torch.from_numpy(np.array(inputs_of(batch, "numbers", name).values))
