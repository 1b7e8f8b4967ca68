"""Edges that are added to a tensor, or cut off."""

from __future__ import annotations

from collections.abc import Mapping

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.activations import rounded
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Value
from studio.text import tr

LOWEST = -3.4028234663852886e38
"""The smallest float32, which no maximum is; what is endless cannot stand in a project's file."""

LAYERS = {"reflect": "ReflectionPad", "edge": "ReplicationPad"}

Edges = Mapping[int, tuple[int, int]]
"""For axes of a tensor, what is added at both ends; cut off where it is negative."""


@operator("Pad")
def _pad(op: Operation) -> Result:
    value = op.value()
    given = op.numbers("pads", 1) or op.numbers("paddings", 1) or []
    axes = op.numbers("axes", 3)
    axes = list(range(value.rank)) if axes is None else [value.axis(axis) for axis in axes]
    half = len(given) // 2
    edges = {axis: ends for axis, *ends in zip(axes, given[:half], given[half:], strict=True) if any(ends)}
    number = op.attribute("value", None)
    if number is None:
        number = op.constant(2).reshape(-1)[0] if op.has(2) else 0.0
    return padded(op, value, {axis: (ends[0], ends[1]) for axis, ends in edges.items()}, rounded(number),
                  op.attribute("mode", "constant"))  # fmt: skip


def padded(op: Operation, value: Value, edges: Edges, number: float = 0.0, mode: str = "constant") -> Value:
    """The tensor with these edges added, filled as the mode of a Pad says."""
    if any(0 in value.groups[axis] for axis in edges):
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    value = _cut(op, value, edges)
    edges = {axis: (max(0, first), max(0, last)) for axis, (first, last) in edges.items() if max(first, last) > 0}
    if not edges:
        return value
    batch = value.batch
    laid_out = op.build.laid_out(value)
    places = [axis for axis in range(value.rank) if axis != batch]
    ends = [edges.get(axis, (0, 0)) for axis in places]
    result = _layer(op, laid_out, ends, number, mode)
    axes = iter(range(1, value.rank))
    return result.viewed(tuple((0,) if place == batch else (next(axes),) for place in range(value.rank)))


def _layer(op: Operation, value: Value, ends: list[tuple[int, int]], number: float, mode: str) -> Value:
    """The padding layer for samples with these edges along each axis."""
    channels = ends[0]
    if any(channels) and not any(map(any, ends[1:])) and len(ends) == 3 and mode == "constant" and number == 0.0:
        return op.add("ZeroPadChannels", value, params={"padding": list(channels)})
    added = any(channels) or len(ends) == 1
    if added:  # the first axis is padded too, so that one more has to stand before it
        value = op.build.reshaped(value, (1, *value.spec.shape))
    else:
        ends = ends[1:]
    if not 1 <= len(ends) <= 3:
        raise NoCounterpartError(tr("padding of {count} axes has no layer", count=len(ends)))
    around = [each for pair in reversed(ends) for each in pair]
    kind, params = _kind(len(ends), around, number, mode)
    result = op.add(kind, value, params=params)
    return op.build.reshaped(result, result.spec.shape[1:]) if added else result


def _kind(axes: int, around: list[int], number: float, mode: str) -> tuple[str, dict[str, object]]:
    if mode in LAYERS:
        return f"{LAYERS[mode]}{axes}d", {"padding": around}
    if mode == "wrap":
        return "TorchModule", {"module": f"CircularPad{axes}d", "arguments": {"padding": around}}
    if mode != "constant":
        raise NoCounterpartError(tr("it fills edges in a way that has no layer"))
    if number == 0.0:
        return f"ZeroPad{axes}d", {"padding": around}
    return "TorchModule", {
        "module": f"ConstantPad{axes}d",
        "arguments": {"padding": around, "value": max(number, LOWEST)},
    }


def _cut(op: Operation, value: Value, edges: Edges) -> Value:
    """The tensor less what has a negative width."""
    from studio.compiler.importing.operators.slicing import part

    for axis, (first, last) in edges.items():
        if min(first, last) < 0:
            value = part(op, value, axis, max(0, -first), value.shape[axis] + min(0, last), 1)
    return value
