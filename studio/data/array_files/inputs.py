"""Understands an array as samples: pictures, numbers or tokens, with the axes that a network wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from studio.data.array_files.opening import Array
from studio.data.errors import DataError
from studio.data.file_rows import FileRows, changed, pieces
from studio.data.words import SampleWord
from studio.layers import format_shape
from studio.text import paragraph, tr

CHANNELS = (1, 3)
LARGEST_TOKEN = 10_000_000


Numbers = Array | FileRows
"""An array in memory, or one that stays in its file."""


class Inputs(NamedTuple):
    """Samples (N, …): uint8 pictures (255 stands for 1), float32, or int64 tokens. `note` says how they were meant."""

    values: Numbers
    word: SampleWord
    note: str = ""
    vocabulary: int = 0


def inputs_of(array: Numbers, axes: str, name: str) -> Inputs:
    """The samples of an array. Raises DataError where it has none."""
    check_plain(array, name)
    if array.dtype.kind not in "buif":
        raise DataError(
            tr("“{name}” holds {type}, no numbers.", name=name, type=str(array.dtype)),
            tr("Choose an array of numbers for the inputs."),
        )
    if axes == "tokens":
        return _tokens(array, name)
    found, note = axes, ""
    if axes == "auto":
        found, note = _guessed(array, name)
    if found == "numbers":
        return _numbers(array if array.ndim > 1 else changed(array, _column), note)
    return _pictures(array, found, name, note)


def check_plain(array: Numbers, name: str) -> None:
    """Raise DataError for what no sample can be: a single value, nothing, or a type without numbers or names."""
    if array.ndim == 0:
        raise DataError(
            tr("“{name}” is a single value, not one for each sample.", name=name),
            tr("Choose an array whose first axis counts samples."),
        )
    if not array.size:
        raise DataError(
            tr("“{name}” is empty: {shape}.", name=name, shape=format_shape(array.shape)), tr("Choose another array.")
        )
    if array.dtype.kind == "c":
        raise DataError(
            tr("“{name}” holds complex numbers, which networks do not take.", name=name),
            tr("Save their real and imaginary parts, or their size, as numbers."),
        )
    if array.dtype.names is not None or array.dtype.kind in "OVMm":
        raise DataError(
            tr("“{name}” holds values of the type {type}, no plain numbers.", name=name, type=str(array.dtype)),
            tr("Save it as an array of numbers of one type."),
        )


def _guessed(array: Numbers, name: str) -> tuple[str, str]:
    """What axes an array has by its type and shape, and a sentence that says so."""
    if array.ndim == 3 and array.dtype == np.uint8:
        return "NHW", tr("“{name}” is read as grey pictures (NHW): set axes to numbers if it has none.", name=name)
    if array.ndim != 4:
        if array.ndim == 2 and array.dtype.kind in "ui":
            return "numbers", tr("Whole numbers of “{name}” are read as numbers: set axes to tokens for an Embedding.",
                                 name=name)  # fmt: skip
        return "numbers", ""
    first, last = array.shape[1] in CHANNELS, array.shape[3] in CHANNELS
    if first and last:
        raise DataError(
            tr("“{name}” is {shape}: its channels may be first or last.", name=name, shape=format_shape(array.shape)),
            tr("Set axes to NCHW or NHWC."),
        )
    if last:
        return "NHWC", tr("“{name}” is read as pictures with channels last (NHWC).", name=name)
    if first:
        return "NCHW", tr("“{name}” is read as pictures with channels first (NCHW).", name=name)
    return "numbers", ""


def _pictures(array: Numbers, axes: str, name: str, note: str) -> Inputs:
    if array.ndim != len(axes):
        raise DataError(
            tr(
                "“{name}” is {shape}, which has not the axes {axes}.",
                name=name,
                shape=format_shape(array.shape),
                axes=axes,
            ),
            tr("Set axes to auto or numbers, or choose another array."),
        )
    moved = changed(array, MOVES[axes])
    is_picture = moved.shape[1] in CHANNELS
    if array.dtype == np.uint8:
        return Inputs(moved, "picture" if is_picture else "sample", note)
    values = changed(moved, as_float)
    lowest, highest = _range(values)
    if is_picture and lowest >= 0 and highest <= 1:
        return Inputs(values, "picture", note)
    told = tr("The values of “{name}” reach from {lowest} to {highest}; they are taken as they are, and pictures not "
              "resized.", name=name, lowest=f"{lowest:.4g}", highest=f"{highest:.4g}")  # fmt: skip
    return Inputs(values, "sample", paragraph(note, told))


def _numbers(array: Numbers, note: str) -> Inputs:
    return Inputs(changed(array, as_float), "sample", note)


def _tokens(array: Numbers, name: str) -> Inputs:
    if array.dtype.kind not in "ui" or array.ndim != 2:
        raise DataError(
            tr("“{name}” is {type} {shape}, but tokens are whole numbers with one row a sample.",
               name=name, type=str(array.dtype), shape=format_shape(array.shape)),
            tr("Set axes to numbers, or choose another array."),
        )  # fmt: skip
    lowest, highest = (int(end) for end in _range(array))
    if lowest < 0 or highest > LARGEST_TOKEN:
        raise DataError(
            tr(
                "“{name}” has the token {token}; tokens count from 0.",
                name=name,
                token=lowest if lowest < 0 else highest,
            ),
            tr("Number the tokens from 0 on, or set axes to numbers."),
        )
    return Inputs(changed(array, _as_tokens), "sequence", vocabulary=highest + 1)


def as_float(array: Array) -> Array:
    """The numbers as float32; an array that holds them so stays where it is, what is too large becomes infinite."""
    with np.errstate(over="ignore"):
        return array if array.dtype == np.float32 and array.dtype.isnative else array.astype(np.float32)


def _as_tokens(array: Array) -> Array:
    return array.astype(np.int64)


def _column(array: Array) -> Array:
    return array[:, None]


def _channels_first(array: Array) -> Array:
    return np.moveaxis(array, -1, 1)


MOVES: Mapping[str, Callable[[Array], Array]] = {"NHW": _column, "NHWC": _channels_first, "NCHW": np.asanyarray}
"""What brings pictures with these axes to (N, C, H, W)."""


def not_finite(values: Numbers) -> Any:
    """Which samples have a number that is not finite (N,)."""
    if values.dtype.kind != "f":
        return np.zeros(len(values), dtype=bool)
    return np.concatenate([~np.isfinite(piece).reshape(len(piece), -1).all(axis=1) for piece in pieces(values)])


def _range(values: Numbers) -> tuple[float, float]:
    """The lowest and the highest of the finite numbers."""
    lowest, highest = np.inf, -np.inf
    for piece in pieces(values):
        finite = piece[np.isfinite(piece)] if piece.dtype.kind == "f" else piece
        if finite.size:
            lowest, highest = min(lowest, finite.min().item()), max(highest, finite.max().item())
    return lowest, highest
