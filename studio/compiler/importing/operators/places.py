"""Operators that take numbers at places, or put them there, as functions of torch."""

from __future__ import annotations

from math import prod

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operands import Array, call, operands, stored
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.registry import Result, function
from studio.compiler.importing.operators.shapes import reshaped
from studio.compiler.importing.operators.slicing import part
from studio.compiler.importing.values import Constant, Value, condensed
from studio.text import tr


@function("Slice")
def _backwards(op: Operation) -> Result:
    """Axes that are run through from the end are turned round first."""
    value = op.value()
    for axis, start, stop, step in op.slices(value.rank):
        if 0 in value.groups[axis]:
            if start == 0 and stop >= 2**31 - 1 and step == 1:
                continue
            raise NoCounterpartError(tr("it mixes the samples of a batch"))
        size = value.shape[axis]
        places = range(size)[slice(start, stop if stop > -(2**31) else None, step)]
        if len(places) == 0:
            raise NoCounterpartError(tr("it leaves nothing of its input"))
        first, last = places[0], places[-1]
        if step < 0:
            value = _turned(op, value, axis)
            first, last, step = size - 1 - first, size - 1 - last, -step
        value = part(op, value, axis, first, last + 1, step)
    return value


def _turned(op: Operation, value: Value, axis: int) -> Value:
    if len(value.groups[axis]) != 1:
        value = op.build.whole(value)
    (result,) = call(op, "flip", [value], {"dims": list(value.groups[axis])})
    return result.viewed(value.groups)


@function("Gather")
def _gathered(op: Operation) -> Result:
    """At places that the file names, in any order."""
    value, places = op.value(0), op.constant(1)
    axis = value.axis(op.attribute("axis", 0))
    return taken(op, value, axis, places)


def taken(op: Operation, value: Value, axis: int, places: Array) -> Value:
    """The numbers of a tensor at places of one axis, in whose stead are the axes of `places`."""
    if 0 in value.groups[axis]:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    shape = value.shape
    wanted = places.reshape(-1) % shape[axis]
    batch, laid = value.batch, op.build.laid_out(value)
    row = np.zeros((1,) * axis + (wanted.size,) + (1,) * (value.rank - axis - 1), np.int64)
    row[...] = wanted.reshape(row.shape)
    index = stored(op, Constant(row), laid, value.rank, batch)
    dim = axis + 1 if axis < batch else axis
    sizes = [-1, *laid.spec.shape]
    sizes[dim] = wanted.size
    (spread,) = call(op, "expand", [index], {"size": sizes}) if index.spec.shape != tuple(sizes[1:]) else (index,)
    (result,) = call(op, "gather", [laid, spread], {"dim": dim})
    return reshaped(op, result.with_batch(batch), (*shape[:axis], *places.shape, *shape[axis + 1 :]))


@function("GatherND")
def _gathered_along_several(op: Operation) -> Result:
    """At places that the file names along the first axes behind those that both share, which are as one axis."""
    value, places = op.value(0), op.constant(1)
    first = op.attribute("batch_dims", 0)
    if first:
        raise NoCounterpartError(tr("its places differ from sample to sample"))
    depth = places.shape[-1]
    sizes = value.shape[:depth]
    joined = reshaped(op, value, (prod(sizes), *value.shape[depth:])) if depth > 1 else value
    return taken(op, joined, 0, _flat(places, sizes))


@function("GatherElements")
def _along_axis(op: Operation) -> Result:
    laid = operands(op, 0, 1, full=True)
    return laid.viewed(call(op, "gather", laid.values, {"dim": laid.dim(op.attribute("axis", 0))})[0])


@function("ScatterElements")
def _put_along_axis(op: Operation) -> Result:
    if op.attribute("reduction", "none") != "none":
        raise NoCounterpartError(tr("it sums up what it puts at the same place"))
    laid = operands(op, 0, 1, 2, full=True)
    return laid.viewed(call(op, "scatter", laid.values, {"dim": laid.dim(op.attribute("axis", 0))})[0])


@function("ScatterND")
def _put_along_several(op: Operation) -> Result:
    """At places that the file names along the first axes, which are as one axis."""
    value, places = op.value(0), op.constant(1)
    if op.attribute("reduction", "none") != "none":
        raise NoCounterpartError(tr("it sums up what it puts at the same place"))
    sizes, depth = value.shape, places.shape[-1]
    if 0 in {axis for group in value.groups[:depth] for axis in group}:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    rest = sizes[depth:]
    flat = _flat(places, sizes[:depth]).reshape(-1)
    joined = reshaped(op, value, (prod(sizes[:depth]), *rest))
    batch, rank = joined.batch, joined.rank
    laid = op.build.laid_out(joined)
    index = np.broadcast_to(flat.reshape(-1, *[1] * len(rest)), (flat.size, *rest))
    new = op.input(2)
    if isinstance(new, Value):
        source = op.build.laid_out(reshaped(op, new, (flat.size, *rest)))
    else:
        source = stored(
            op, Constant(np.broadcast_to(condensed(new.array), (flat.size, *rest))), laid, rank, batch, full=True
        )
    spread = stored(op, Constant(index), laid, rank, batch, full=True)
    (result,) = call(op, "scatter", [laid, spread, source], {"dim": 1})
    return reshaped(op, result.with_batch(batch), sizes)


def _flat(places: Array, sizes: tuple[int, ...]) -> Array:
    """Places along several axes as those along one that they are joined to."""
    apart = [each % size for each, size in zip(np.moveaxis(places, -1, 0), sizes, strict=True)]
    return np.asarray(np.ravel_multi_index(tuple(apart), sizes))
