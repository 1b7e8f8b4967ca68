"""Operations on numbers that depend on no input, worked out beforehand; sizes are looked at before anything is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.values import condensed
from studio.text import tr

if TYPE_CHECKING:
    from studio.compiler.importing.operation import Operation

MOST = 2**27
"""Numbers that are worked out at once; more are refused."""

Array = np.ndarray[Any, Any]
Fold = Callable[["Operation", Sequence[Array]], Array | Sequence[Array]]

FOLDS: dict[str, Fold] = {}


def folds(*kinds: str) -> Callable[[Fold], Fold]:
    """Register what works an operation out."""

    def register(fold: Fold) -> Fold:
        FOLDS.update(dict.fromkeys(kinds, fold))
        return fold

    return register


ELEMENTWISE: dict[str, Callable[..., Array]] = {
    "Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Pow": np.power, "Neg": np.negative, "Abs": np.abs,
    "Sqrt": np.sqrt, "Exp": np.exp, "Log": np.log, "Floor": np.floor, "Ceil": np.ceil, "Not": np.logical_not,
    "Equal": np.equal, "Greater": np.greater, "Less": np.less, "GreaterOrEqual": np.greater_equal,
    "LessOrEqual": np.less_equal, "And": np.logical_and, "Or": np.logical_or, "Reciprocal": np.reciprocal,
    "Sign": np.sign, "Where": np.where, "Sin": np.sin, "Cos": np.cos, "Tanh": np.tanh,
}  # fmt: skip


def elementwise(kind: str, arrays: Sequence[Array]) -> Array:
    """Arithmetic number by number, in the type of the numbers."""
    cores = [condensed(each) for each in arrays]
    _check(prod(np.broadcast_shapes(*(core.shape for core in cores))))
    result = np.asarray(ELEMENTWISE[kind](*cores))
    if kind in ("Pow", "Sqrt", "Reciprocal"):
        result = result.astype(arrays[0].dtype)
    return np.broadcast_to(result, np.broadcast_shapes(*(each.shape for each in arrays)))


@folds("Div")
def _div(op: Operation, arrays: Sequence[Array]) -> Array:
    """Whole numbers are divided towards 0."""
    above, below = arrays
    whole = above.dtype.kind in "iu"
    if whole and not condensed(below).all():
        raise NoCounterpartError(tr("it divides by zero"))
    _check(prod(np.broadcast_shapes(above.shape, below.shape)))
    result = np.trunc(above / below) if whole else above / below
    return result.astype(above.dtype)


@folds("Mod")
def _mod(op: Operation, arrays: Sequence[Array]) -> Array:
    _check(prod(np.broadcast_shapes(*(each.shape for each in arrays))))
    if not condensed(arrays[1]).all():
        raise NoCounterpartError(tr("it divides by zero"))
    return np.asarray(np.fmod(*arrays) if op.attribute("fmod", 0) else np.mod(*arrays))


@folds("Identity", "Dropout")
def _identity(op: Operation, arrays: Sequence[Array]) -> Array:
    return arrays[0]


@folds("Cast")
def _cast(op: Operation, arrays: Sequence[Array]) -> Array:
    dtype = onnx.helper.tensor_dtype_to_np_dtype(op.attribute("to", 1))
    core = condensed(arrays[0])
    _check(core.size)
    dtype = np.dtype(np.float32) if dtype.kind not in "iub" else dtype
    return np.broadcast_to(core.astype(dtype), arrays[0].shape)


@folds("Shape")
def _shape(op: Operation, arrays: Sequence[Array]) -> Array:
    return np.array(arrays[0].shape[op.attribute("start", 0) : op.attribute("end", None)], np.int64)


@folds("Size")
def _size(op: Operation, arrays: Sequence[Array]) -> Array:
    return np.array(prod(arrays[0].shape), np.int64)


@folds("ConstantOfShape")
def _constant_of_shape(op: Operation, arrays: Sequence[Array]) -> Array:
    value = op.attribute("value", None)
    number = np.zeros(1, np.float32) if value is None else value
    return np.broadcast_to(number.reshape(()), _sizes(arrays[0]))


@folds("Expand")
def _expand(op: Operation, arrays: Sequence[Array]) -> Array:
    return np.broadcast_to(arrays[0], np.broadcast_shapes(arrays[0].shape, _sizes(arrays[1])))


@folds("Reshape")
def _reshape(op: Operation, arrays: Sequence[Array]) -> Array:
    array = arrays[0]
    wanted = target_shape(array.shape, _sizes(arrays[1], least=-1), op.attribute("allowzero", 0))
    core = condensed(array)
    if core.size == 1:
        return np.broadcast_to(core.reshape(()), wanted)
    _check(prod(array.shape))
    return array.reshape(wanted)


@folds("Flatten")
def _flatten(op: Operation, arrays: Sequence[Array]) -> Array:
    axis = op.attribute("axis", 1)
    _check(prod(arrays[0].shape))
    return arrays[0].reshape(prod(arrays[0].shape[:axis]), -1)


@folds("Transpose")
def _transpose(op: Operation, arrays: Sequence[Array]) -> Array:
    return np.transpose(arrays[0], op.attribute("perm", None))


@folds("Squeeze")
def _squeeze(op: Operation, arrays: Sequence[Array]) -> Array:
    axes = op.numbers("axes", 1)
    return np.squeeze(arrays[0], None if axes is None else tuple(axes))


@folds("Unsqueeze")
def _unsqueeze(op: Operation, arrays: Sequence[Array]) -> Array:
    return np.expand_dims(arrays[0], tuple(op.numbers("axes", 1) or ()))


@folds("Concat")
def _concat(op: Operation, arrays: Sequence[Array]) -> Array:
    _check(sum(prod(each.shape) for each in arrays))
    return np.concatenate(arrays, op.attribute("axis", 0))


@folds("Gather")
def _gather(op: Operation, arrays: Sequence[Array]) -> Array:
    array, places = arrays
    _check(places.size * max(1, array.size) // max(1, array.shape[op.attribute("axis", 0)]))
    return np.take(array, places, op.attribute("axis", 0))


@folds("Slice")
def _slice(op: Operation, arrays: Sequence[Array]) -> Array:
    places = [slice(None)] * arrays[0].ndim
    for axis, start, stop, step in op.slices(arrays[0].ndim):
        places[axis] = slice(start, None if step < 0 and stop < -(2**31) else stop, step)
    return arrays[0][tuple(places)]


@folds("Split")
def _split(op: Operation, arrays: Sequence[Array]) -> Sequence[Array]:
    axis = op.attribute("axis", 0)
    sizes = op.split_sizes(arrays[0].shape[axis])
    return np.split(arrays[0], np.cumsum(sizes)[:-1], axis)


@folds("Tile")
def _tile(op: Operation, arrays: Sequence[Array]) -> Array:
    """A single entry along an axis is shown as often as wanted."""
    core, times = condensed(arrays[0]), [int(each) for each in arrays[1]]
    alone = [size if core.shape[axis] != size else 1 for axis, size in enumerate(arrays[0].shape)]
    copied = [1 if core.shape[axis] == 1 else count for axis, count in enumerate(times)]
    _check(core.size * prod(copied))
    result = np.tile(core, copied)
    wide = [count * alone[axis] if core.shape[axis] == 1 else result.shape[axis] for axis, count in enumerate(times)]
    return np.broadcast_to(result, wide)


@folds("Trilu")
def _triangle(op: Operation, arrays: Sequence[Array]) -> Array:
    _check(arrays[0].size)
    place = int(arrays[1].reshape(())) if len(arrays) > 1 else 0
    return np.triu(arrays[0], place) if op.attribute("upper", 1) else np.tril(arrays[0], place)


@folds("Range")
def _range(op: Operation, arrays: Sequence[Array]) -> Array:
    start, stop, step = (each.reshape(()).item() for each in arrays)
    _check(abs(int((stop - start) / step)) if step else MOST + 1)
    return np.arange(start, stop, step, dtype=arrays[0].dtype)


@folds("ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin")
def _reduce(op: Operation, arrays: Sequence[Array]) -> Array:
    axes = op.numbers("axes", 1)
    function: Any = {"P": np.prod, "S": np.sum, "M": np.max}[op.kind[6]] if op.kind != "ReduceMin" else np.min
    _check(arrays[0].size)
    kept = bool(op.attribute("keepdims", 1))
    return np.asarray(function(arrays[0], axis=None if axes is None else tuple(axes), keepdims=kept)).astype(
        arrays[0].dtype
    )


@folds("MatMul")
def _matmul(op: Operation, arrays: Sequence[Array]) -> Array:
    """Stacks of matrices that are alike are multiplied once."""
    cores = [_one_of_each(array) for array in arrays]
    _check(max(each.size for each in cores) * min(cores[0].shape[-1:] + cores[1].shape[-1:] or (1,)))
    result = np.matmul(*cores)
    stacks = np.broadcast_shapes(*(array.shape[:-2] for array in arrays))
    rows = arrays[0].shape[-2:-1] if arrays[0].ndim > 1 else ()
    matrices = (*rows, *result.shape[-1:]) if arrays[1].ndim > 1 else rows
    return np.broadcast_to(result, (*stacks, *matrices))


def _one_of_each(array: Array) -> Array:
    """The array with one of the stacks of matrices that are alike."""
    if array.ndim < 2:
        return array
    places = tuple(slice(0, 1) if step == 0 else slice(None) for step in array.strides[:-2])
    rows = slice(0, 1) if array.strides[-2] == 0 and array.shape[-2] >= MOST else slice(None)
    return array[(*places, rows)]


@folds("DequantizeLinear")
def _dequantize(op: Operation, arrays: Sequence[Array]) -> Array:
    array, scale, *zero = arrays
    _check(array.size)
    axis = op.attribute("axis", 1)
    if scale.ndim == 1 and scale.size > 1:
        sizes = [-1 if place == axis % array.ndim else 1 for place in range(array.ndim)]
        scale, zero = scale.reshape(sizes), [each.reshape(sizes) for each in zero]
    shifted = array.astype(np.int32) - (zero[0].astype(np.int32) if zero else 0)
    return (shifted * scale).astype(np.float32)


def target_shape(shape: Sequence[int], wanted: Sequence[int], allow_zero: int = 0) -> tuple[int, ...]:
    """Sizes of a Reshape with 0 and -1 filled in. Raises NoCounterpartError where the numbers do not fit."""
    if not allow_zero:
        wanted = [shape[place] if size == 0 and place < len(shape) else size for place, size in enumerate(wanted)]
    total, given = prod(shape), prod(size for size in wanted if size != -1)
    if -1 in wanted and given and total % given == 0:
        wanted = [total // given if size == -1 else size for size in wanted]
    if prod(wanted) != total or min(wanted, default=1) < 0:
        raise NoCounterpartError(tr("{count} numbers do not go into the shape it asks for", count=total))
    return tuple(wanted)


def _sizes(array: Array, least: int = 0) -> list[int]:
    if array.ndim != 1 or array.size > 64:
        raise NoCounterpartError(tr("its shape is no list of sizes"))
    sizes = [int(each) for each in array]
    if any(size < least for size in sizes):
        raise NoCounterpartError(tr("its shape has a negative size"))
    return sizes


def _check(count: int) -> None:
    if count > MOST:
        raise NoCounterpartError(
            tr("it makes {count} numbers before anything is computed, which is too much", count=count)
        )
