"""Operations that sum up whole axes."""

from __future__ import annotations

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Value
from studio.text import tr

KINDS = {"ReduceMean": "Mean", "ReduceMax": "Max", "ReduceSum": "Sum"}


@operator(*KINDS)
def _reduce(op: Operation) -> Result:
    return reduced(op, op.value(), KINDS[op.kind])


def reduced(op: Operation, value: Value, kind: str) -> Value:
    """Over the axes that the operation names; what is left keeps its view."""
    axes = op.numbers("axes", 1)
    if axes is None and op.attribute("noop_with_empty_axes", 0):
        return value
    chosen = {value.axis(axis) for axis in axes} if axes else set(range(value.rank))
    kept = bool(op.attribute("keepdims", 1))
    if any(0 in value.groups[axis] for axis in chosen):
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    if _is_global_pooling(value, chosen, kind):
        return _pooled(op, value, chosen, kept=kept)
    dims = sorted(axis for place in chosen for axis in value.groups[place])
    groups = [() if place in chosen else group for place, group in enumerate(value.groups)]
    result = op.add(kind, value, params={"dim": dims, "keepdim": True}) if dims else value
    return result.viewed(tuple(group for place, group in enumerate(groups) if kept or place not in chosen), op.hint)


def _is_global_pooling(value: Value, chosen: set[int], kind: str) -> bool:
    """Whether it is what people draw as pooling over all of an image: the mean over all but batch and channels."""
    axes = len(value.spec.shape) - 1
    dims = sorted(axis for place in chosen for axis in value.groups[place])
    return kind == "Mean" and 2 <= axes <= 3 and dims == list(range(2, axes + 2))


def _pooled(op: Operation, value: Value, chosen: set[int], *, kept: bool) -> Value:
    axes = len(value.spec.shape) - 1
    result = op.add(f"AdaptiveAvgPool{axes}d", value, params={"output_size": [1] * axes})
    groups = [() if place in chosen else group for place, group in enumerate(value.groups)]
    return result.viewed(tuple(group for place, group in enumerate(groups) if kept or place not in chosen))


@operator("ReduceL2", "ReduceL1", "ReduceSumSquare", "ReduceLogSumExp")
def _composed(op: Operation) -> Result:
    """Made of a function of each number, a sum, and a function of that."""
    before, behind = {
        "ReduceL2": ("square", "sqrt"), "ReduceL1": ("abs", ""), "ReduceSumSquare": ("square", ""),
        "ReduceLogSumExp": ("exp", "log"),
    }[op.kind]  # fmt: skip
    value = op.value()
    value = op.add("Function", value, params={"function": before}).viewed(value.groups)
    value = reduced(op, value, "Sum")
    return op.add("Function", value, params={"function": behind}).viewed(value.groups) if behind else value


@operator("ReduceMin")
def _least(op: Operation) -> Result:
    """The largest of the numbers with the other sign."""
    value = op.value()
    value = op.add("Function", value, params={"function": "neg"}).viewed(value.groups)
    value = reduced(op, value, "Max")
    return op.add("Function", value, params={"function": "neg"}).viewed(value.groups)
