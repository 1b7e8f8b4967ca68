"""Parts of a tensor, and rows of a table that it names."""

from __future__ import annotations

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Constant, Value
from studio.text import tr


@operator("Slice")
def _slice(op: Operation) -> Result:
    value = op.value()
    for axis, start, stop, step in op.slices(value.rank):
        size = value.shape[axis]
        places = range(size)[slice(start, stop if stop > -(2**31) else None, step)] if size < 2**31 - 1 else None
        if places is None or 0 in value.groups[axis]:
            if start == 0 and stop >= 2**31 - 1 and step == 1:
                continue
            raise NoCounterpartError(tr("it mixes the samples of a batch"))
        if step < 0:
            raise NoCounterpartError(tr("there is no layer that turns an axis round"))
        if len(places) == 0:
            raise NoCounterpartError(tr("it leaves nothing of its input"))
        value = part(op, value, axis, places.start, places[-1] + 1, step)
    return value


def part(op: Operation, value: Value, axis: int, start: int, stop: int, step: int) -> Value:
    """Places of an axis from one on, up to another."""
    size = value.shape[axis]
    if (start, step) == (0, 1) and stop == size:
        return value
    if len(value.groups[axis]) != 1:
        value = op.build.whole(value)
    (dim,) = value.groups[axis]
    if len(value.spec.shape) == 3 and dim in (2, 3) and step == 1:
        edges = [start, size - stop]
        cropping = [*edges, 0, 0] if dim == 3 else [0, 0, *edges]
        return op.add("Crop", value, params={"cropping": cropping}).viewed(value.groups)
    params = {"dim": dim, "start": start, "stop": None if stop == size else stop, "step": step}
    return op.add("Slice", value, params=params).viewed(value.groups)


@operator("Gather")
def _gather(op: Operation) -> Result:
    table, places = op.input(0), op.input(1)
    if isinstance(table, Constant) and isinstance(places, Value):
        return _embedding(op, places)
    assert isinstance(table, Value)
    if isinstance(places, Value):
        raise NoCounterpartError(tr("it looks numbers up at places that are computed"))
    axis = table.axis(op.attribute("axis", 0))
    if 0 in table.groups[axis]:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    size = table.shape[axis]
    wanted = [int(each) % size for each in places.array.reshape(-1)]
    step = wanted[1] - wanted[0] if len(wanted) > 1 else 1
    if step < 1 or wanted != list(range(wanted[0], wanted[0] + step * len(wanted), step)):
        raise NoCounterpartError(tr("it takes places of an axis in an order that has no layer"))
    found = part(op, table, axis, wanted[0], wanted[-1] + 1, step)
    if places.array.ndim == 0:
        return found.viewed(tuple(group for place, group in enumerate(found.groups) if place != axis), op.hint)
    return found


def _embedding(op: Operation, places: Value) -> Value:
    """Rows of a table of weights, by their numbers."""
    table = op.weights(0)
    if table.ndim != 2 or op.attribute("axis", 0) % 2 or not np.isfinite(table).all():
        raise NoCounterpartError(tr("only rows of a table can be looked up"))
    params = {"num_embeddings": table.shape[0], "embedding_dim": table.shape[1]}
    result = op.add("Embedding", places, params=params, weights={"weight": table})
    return result.viewed((*places.groups, (len(result.spec.shape),)))
