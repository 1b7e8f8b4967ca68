"""Tensors joined along an axis, or divided."""

from __future__ import annotations

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.constants import combined
from studio.compiler.importing.operators.padding import padded
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import BATCH, Constant, Value, condensed
from studio.text import tr


@operator("Concat")
def _concat(op: Operation) -> Result:
    parts = [op.input(index) for index in range(len(op.node.input))]
    values = [each for each in parts if isinstance(each, Value)]
    axis = values[0].axis(op.attribute("axis", 0))
    if len(values) < len(parts):
        return _with_constants(op, parts, axis)
    if len(values) == 1:
        return values[0]
    return _joined(op, values, axis)


def _joined(op: Operation, values: list[Value], axis: int) -> Value:
    first = values[0]
    if any(each.groups != first.groups for each in values) or len(first.groups[axis]) != 1:
        batch = first.batch
        if any(each.batch != batch for each in values):
            raise NoCounterpartError(tr("the batch is another axis in each of its inputs"))
        values = [op.build.laid_out(each).with_batch(batch) for each in values]
    (dim,) = values[0].groups[axis]
    if dim == 0:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    return op.add("Concat", *values, params={"dim": dim}).viewed(values[0].groups)


def _with_constants(op: Operation, parts: list[Value | Constant], axis: int) -> Value:
    """Numbers of the file beside one tensor: zeros are put in their places, and the numbers added to them."""
    values = [each for each in parts if isinstance(each, Value)]
    if len(values) != 1:
        raise NoCounterpartError(tr("it joins numbers of the file with several tensors"))
    (value,) = values
    place = next(index for index, each in enumerate(parts) if isinstance(each, Value))
    lengths = [each.shape[axis] if isinstance(each, Value) else each.array.shape[axis] for each in parts]
    before, behind = sum(lengths[:place]), sum(lengths[place + 1 :])
    if max(lengths) >= BATCH:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    if (0,) not in value.groups and all(each.single == 0 for each in parts if isinstance(each, Constant)):
        return _beside_zeros(op, value, axis, (before, behind))
    result = padded(op, value, {axis: (before, behind)})
    shape = [1 if size % BATCH == 0 else size for size in value.shape]
    blocks = []
    for each, length in zip(parts, lengths, strict=True):
        block = [length if position == axis else size for position, size in enumerate(shape)]
        numbers = np.zeros((), np.float32) if isinstance(each, Value) else condensed(each.array).astype(np.float32)
        blocks.append(np.broadcast_to(numbers, block))
    learned = any(each.learned for each in parts if isinstance(each, Constant))
    return combined(op, result, Constant(np.concatenate(blocks, axis), learned), "bias")


def _beside_zeros(op: Operation, value: Value, axis: int, ends: tuple[int, int]) -> Value:
    """Zeros at both ends of an axis of a tensor, whose batch may be one axis with others."""
    apart = value.viewed(tuple((each,) for group in value.groups for each in group))
    if len(value.groups[axis]) != 1:
        raise NoCounterpartError(tr("it joins along an axis that is made of several"))
    result = padded(op, apart, {sum(map(len, value.groups[:axis])): ends})
    left = iter(result.groups)
    return result.viewed(tuple(tuple(place for _ in group for place in next(left)) for group in value.groups))


@operator("Split")
def _split(op: Operation) -> Result:
    value = op.value()
    axis = value.axis(op.attribute("axis", 0))
    if len(value.groups[axis]) != 1:
        value = op.build.whole(value)
    (dim,) = value.groups[axis]
    if dim == 0:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    sizes = op.split_sizes(value.shape[axis])
    if len(sizes) == 1:
        return value
    if len(set(sizes)) == 1:
        params: dict[str, object] = {"chunks": len(sizes), "dim": dim}
        results = op.build.add("Chunk", [value], params, hint=op.hint)
    else:
        results = op.build.add("Split", [value], {"split_size_or_sections": sizes, "dim": dim}, hint=op.hint)
    return tuple(each.viewed(value.groups) for each in results)
