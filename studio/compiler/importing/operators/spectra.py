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
    if inverse and onesided:
        raise NoCounterpartError(tr("it makes real numbers of half a spectrum"))
    table = factors(min(size, length), length, parts, inverse=inverse, onesided=onesided)
    short = table if length >= size else np.pad(table, ((0, size - length), *[(0, 0)] * 3))
    return _summed(op, value, axis, short)


def _axis(op: Operation) -> int:
    """From version 20 on an input says it, an attribute before."""
    if op.opset >= 20:
        return int(op.constant(2).reshape(())) if op.has(2) else -2
    return int(op.attribute("axis", 1))


def factors(size: int, length: int, parts: int, *, inverse: bool, onesided: bool) -> Array:
    """The factors (size, parts, frequencies, 2) of the first numbers of a transform of this length, as float32."""
    frequencies = np.arange(length // 2 + 1 if onesided else length)
    angle = 2 * np.pi * (np.outer(np.arange(size), frequencies) % length) / length
    cosine, sine = np.cos(angle), np.sin(angle) if inverse else -np.sin(angle)
    of_real, of_imaginary = np.stack([cosine, sine], -1), np.stack([-sine, cosine], -1)
    table = np.stack([of_real, of_imaginary][:parts], 1)
    return np.asarray(table / length if inverse else table, np.float32)


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
