"""Fourier transforms, as the sums of products that they are: y = Σ x · exp(∓2πi · j · k / n)."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operands import call, stored
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.registry import Result, function
from studio.compiler.importing.values import Constant, Value
from studio.text import tr

LONGEST = 4096
"""Numbers along the axis of a transform: their sums are written out with a factor for each two of them."""

Array = np.ndarray[Any, Any]


@function("DFT")
def _dft(op: Operation) -> Result:
    """The last axis has real and imaginary part, or the real part alone."""
    value = op.plain()
    axis = value.axis(_axis(op))
    if axis in (0, value.rank - 1):
        raise NoCounterpartError(tr("it transforms along the batch, or along real and imaginary part"))
    size, parts = value.shape[axis], value.shape[-1]
    length = int(op.constant(1).reshape(())) if op.has(1) else size
    if not 0 < length <= LONGEST or parts not in (1, 2):
        raise NoCounterpartError(tr("it transforms {count} numbers along an axis", count=length))
    inverse, onesided = bool(op.attribute("inverse", 0)), bool(op.attribute("onesided", 0))
    table = real_factors(length) if inverse and onesided else factors(length, parts, inverse=inverse, onesided=onesided)
    if table.shape[1] != parts:
        raise NoCounterpartError(tr("it makes real numbers of a spectrum without imaginary part"))
    missing = max(0, size - len(table))
    return _summed(op, value, axis, np.pad(table[:size], ((0, missing), *[(0, 0)] * 3)))


def _axis(op: Operation) -> int:
    """From version 20 on an input says it, an attribute before."""
    if op.opset >= 20:
        return int(op.constant(2).reshape(())) if op.has(2) else -2
    return int(op.attribute("axis", 1))


def factors(length: int, parts: int, *, inverse: bool, onesided: bool) -> Array:
    """The factors (length, parts, frequencies, 2) of a transform of numbers with so many parts, as float32."""
    angle = _angles(length, length // 2 + 1 if onesided else length)
    cosine, sine = np.cos(angle), np.sin(angle) if inverse else -np.sin(angle)
    of_real, of_imaginary = np.stack([cosine, sine], -1), np.stack([-sine, cosine], -1)
    table = np.stack([of_real, of_imaginary][:parts], 1)
    return np.asarray(table / length if inverse else table, np.float32)


def real_factors(length: int) -> Array:
    """The factors (frequencies, 2, length, 1) of real numbers from half of their spectrum, as float32.

    What is left out mirrors the rest: each frequency counts twice but the first, and the last of an even length.
    """
    angle = _angles(length, length // 2 + 1).T
    counts = np.where(2 * np.arange(len(angle)) % length == 0, 1, 2)[:, None]
    return np.asarray(np.stack([counts * np.cos(angle), -counts * np.sin(angle)], 1)[..., None] / length, np.float32)


def _angles(length: int, frequencies: int) -> Array:
    """2π · j · k / n for each number j and frequency k, without whole turns."""
    return np.asarray(2 * np.pi * (np.outer(np.arange(length), np.arange(frequencies)) % length) / length)


def _summed(op: Operation, value: Value, axis: int, table: Array) -> Value:
    batch, number, part, frequency, result, *rest = list(ascii_lowercase)
    letters = [batch, *rest[: value.rank - 2], part]
    letters[axis] = number
    ends = [*letters[:-1], result]
    ends[axis] = frequency
    numbers = stored(op, Constant(table[None]), value, table.ndim + 1, 0, full=True)
    equation = f"{''.join(letters)},{batch}{number}{part}{frequency}{result}->{''.join(ends)}"
    (made,) = call(op, "einsum", [value, numbers], {"equation": equation})
    return made
