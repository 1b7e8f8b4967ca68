"""Operands of an operation as functions need them: the batch first, the other axes in order, numbers as tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.values import Constant, Value, condensed
from studio.layers.stored_tensor import packed
from studio.text import tr

Array = np.ndarray[Any, Any]

FEW = 16
"""So many fixed numbers are written one by one."""

MOST_FIXED = 2**19
"""So many fixed numbers are kept in the project file; more are weights that are frozen."""

TYPES = {"f": "float32", "i": "int64", "u": "int64", "b": "bool"}


@dataclass(frozen=True)
class Operands:
    """Tensors of one operation, laid out alike. `batch` is the axis of the ONNX tensors that is the batch."""

    values: tuple[Value, ...]
    batch: int
    rank: int

    def dim(self, axis: int) -> int:
        """The axis of the nodes’ results that an axis is. Raises NoCounterpartError for the batch."""
        axis %= self.rank
        if axis == self.batch:
            raise NoCounterpartError(tr("it mixes the samples of a batch"))
        return axis + 1 if axis < self.batch else axis

    def viewed(self, result: Value) -> Value:
        """What a node gives, with the axes in the order of the ONNX tensors."""
        return result.with_batch(self.batch)


def operands(op: Operation, *indices: int, full: bool = False) -> Operands:
    """Those inputs, with as many axes each; `full` has numbers of the file in all sizes rather than with sizes of 1.

    Raises NoCounterpartError where the batch is not one axis of them.
    """
    known = [op.input(index) for index in indices]
    values = [each for each in known if isinstance(each, Value)]
    rank = max(each.rank if isinstance(each, Value) else condensed(each.array).ndim for each in known)
    padded = [_with_rank(each, rank) for each in values]
    batch = padded[0].batch
    if any(each.batch != batch for each in padded):
        raise NoCounterpartError(tr("the batch is another axis in each of its inputs"))
    if rank < 2:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    laid = iter([op.build.laid_out(each) for each in padded])
    like = op.build.laid_out(padded[0])
    return Operands(
        tuple(next(laid) if isinstance(each, Value) else stored(op, each, like, rank, batch, full=full)
              for each in known),
        batch, rank,
    )  # fmt: skip


def stored(op: Operation, constant: Constant, like: Value, rank: int, batch: int, *, full: bool = False) -> Value:
    """Numbers of the file as a node that gives them for each sample of `like`."""
    array = _sample(constant.array, rank, batch, full=full)
    kind = TYPES.get(array.dtype.kind)
    if kind is None:
        raise NoCounterpartError(tr("its numbers are of a type that is not known here"))
    array = np.ascontiguousarray(array, np.dtype(kind))
    learned = constant.learned and constant.single is None and kind == "float32"
    if learned or array.size > MOST_FIXED:
        if kind != "float32":
            raise NoCounterpartError(tr("it has too many fixed numbers"))
        params = {"shape": list(array.shape), "dtype": kind}
        (made,) = op.build.add("StoredTensor", [like], params, {"weight": array}, op.hint, frozen=not learned)
        return made
    return fixed(op, array, like)


def fixed(op: Operation, array: Array, like: Value) -> Value:
    """Numbers of one sample as a node that has them in its parameters."""
    params = {"shape": list(array.shape), "dtype": TYPES[array.dtype.kind], "values": written(array)}
    (made,) = op.build.add("StoredTensor", [like], params, hint=op.hint)
    return made


def as_value(op: Operation, constant: Constant, like: Value, batch: int) -> Value:
    """Numbers of the file that are the same for each sample, as a tensor whose axis `batch` is the batch."""
    rank = constant.array.ndim
    made = stored(op, constant, like, rank, batch, full=True)
    return made.with_batch(batch)


def written(array: Array) -> str:
    """Fixed numbers as text: one for all, a few in order, or packed."""
    numbers = array.reshape(-1)
    if numbers.size > 1 and (numbers == numbers[0]).all():
        numbers = numbers[:1]
    if numbers.size > FEW:
        return packed(array.astype(array.dtype.newbyteorder("<")).tobytes())
    return " ".join(str(int(each)) if array.dtype.kind in "ib" else repr(float(each)) for each in numbers)


def _sample(array: Array, rank: int, batch: int, *, full: bool) -> Array:
    """The numbers of one sample, with the axes of a tensor of this rank but the batch."""
    core = condensed(array)
    if core.ndim < rank:
        core = core.reshape((1,) * (rank - core.ndim) + core.shape)
    if core.shape[batch] != 1:
        raise NoCounterpartError(tr("it has other numbers for each sample of a batch"))
    sample = core.reshape(core.shape[:batch] + core.shape[batch + 1 :])
    if full:
        sizes = (1,) * (rank - array.ndim) + array.shape
        sample = np.broadcast_to(sample, sizes[:batch] + sizes[batch + 1 :])
    return sample


def _with_rank(value: Value, rank: int) -> Value:
    return value.viewed(((),) * (rank - value.rank) + value.groups)


def call(
    op: Operation, name: str, tensors: Sequence[Value], arguments: Mapping[str, Any] | None = None
) -> tuple[Value, ...]:
    """The outputs of a function by its name."""
    params = {"function": name, "arguments": {key: each for key, each in (arguments or {}).items() if each is not None}}
    return op.build.add("TorchFunction", tensors, params, hint=op.hint)


def computed(op: Operation, name: str, *indices: int, **arguments: Any) -> Value:
    """A function number by number of these inputs, as a tensor of the operation; None leaves an argument out."""
    only = [op.input(index) for index in indices]
    if len(only) == 1 and isinstance(only[0], Value):
        return call(op, name, only, arguments)[0].viewed(only[0].groups)  # type: ignore[arg-type]
    laid = operands(op, *indices)
    return laid.viewed(call(op, name, laid.values, arguments)[0])


__all__ = ["Operands", "call", "computed", "operands", "stored", "written"]
