"""What an ONNX tensor is while a network is taken in: a view of what a node gives, or numbers known beforehand.

In the studio's networks the batch is always the first axis. ONNX networks lay tensors out in many ways: channels last,
steps before the batch, batch and heads in one axis. So a tensor is kept as a *view*: the node that gives its numbers,
and for each of its axes those of the node's result that it consists of, in order. Transposes and most reshapes only
change the view; layers for them are made where an operation needs the numbers in another order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.tensors import TensorSpec
from studio.graph import Source
from studio.text import tr

BATCH = 2**31 - 1
"""Stands for the size of the batch while shapes are worked out: a prime that no network has for a size of its own."""

Groups = tuple[tuple[int, ...], ...]
"""For each axis of an ONNX tensor the axes of a node's result that it is made of; 0 is the batch, () a size of 1."""


@dataclass(frozen=True)
class Value:
    """A view of an output of a node; `spec` is the sample that comes out there. `hint` names the last operation that
    changed the view, after which a layer for that is called."""

    source: Source
    spec: TensorSpec
    groups: Groups
    hint: str = ""

    @classmethod
    def of(cls, source: Source, spec: TensorSpec) -> Value:
        """The output as it is."""
        return cls(source, spec, tuple((axis,) for axis in range(len(spec.shape) + 1)))

    def size(self, axis: int) -> int:
        """The size of an axis of the node's result."""
        return self.spec.shape[axis - 1] if axis else BATCH

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the ONNX tensor, with BATCH for the batch."""
        return tuple(prod(map(self.size, group)) for group in self.groups)

    @property
    def rank(self) -> int:
        """Axes of the ONNX tensor."""
        return len(self.groups)

    def axis(self, axis: int) -> int:
        """An axis of the tensor counted from 0. Raises NoCounterpartError where there is none."""
        if not -self.rank <= axis < self.rank:
            raise NoCounterpartError(tr("it names axis {axis} of {count}", axis=axis, count=self.rank))
        return axis % self.rank

    @property
    def batch(self) -> int:
        """The axis that is the batch. Raises NoCounterpartError where it is mixed with another, or gone."""
        for place, group in enumerate(self.groups):
            if group == (0,):
                return place
        raise NoCounterpartError(tr("it mixes the batch with another axis"))

    def viewed(self, groups: Groups, hint: str = "") -> Value:
        """The same numbers with other axes."""
        return replace(self, groups=groups, hint=hint or self.hint)

    def with_batch(self, place: int) -> Value:
        """The numbers as a node gives them, with the batch at another place among the axes."""
        axes = iter(range(1, len(self.spec.shape) + 1))
        rank = len(self.spec.shape) + 1
        return self.viewed(tuple((0,) if axis == place else (next(axes),) for axis in range(rank)))


@dataclass(frozen=True, eq=False)
class Constant:
    """Numbers that depend on no input. `learned` says whether they come from the weights of the file.

    Along the batch and where one number stands for many, the array takes no memory (its step there is 0).
    """

    array: np.ndarray[Any, Any]
    learned: bool = False

    @property
    def single(self) -> float | None:
        """The number that it consists of, None where there are different ones."""
        core = condensed(self.array)
        return float(core.reshape(-1)[0]) if core.size == 1 else None


def condensed(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array with a single entry along axes where one number stands for all."""
    places = tuple(
        slice(0, 1) if step == 0 and size > 1 else slice(None)
        for step, size in zip(array.strides, array.shape, strict=True)
    )
    return array[places]


@dataclass(frozen=True)
class Failed:
    """A tensor that no layer gives; the reason is told where an output of the network depends on it."""

    node: str
    kind: str
    reason: str
    tensor: str = ""


Known = Value | Constant | Failed
