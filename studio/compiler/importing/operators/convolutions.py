"""Convolutions and transposed convolutions."""

from __future__ import annotations

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.padding import padded
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.operators.windows import Windows, windows_of
from studio.compiler.importing.values import Value
from studio.text import tr


@operator("Conv")
def _conv(op: Operation) -> Result:
    """A layer of its own stands before it where the two ends of an axis are padded differently."""
    value, weight = op.plain(), op.weights(1)
    found = windows_of(op, value, list(weight.shape[2:]))
    if not found.same:
        (value,) = op.build.add(f"ZeroPad{found.axes}d", [value], {"padding": found.edges})
    params = {
        "out_channels": weight.shape[0], "kernel_size": found.kernel, "stride": found.stride,
        "dilation": found.dilation, "groups": op.attribute("group", 1), "bias": op.has(2),
        "padding": found.before if found.same else [0] * found.axes,
    }  # fmt: skip
    weights = {"weight": weight, **({"bias": op.weights(2)} if op.has(2) else {})}
    return op.add(f"Conv{found.axes}d", value, params=params, weights=weights)


@operator("ConvTranspose")
def _conv_transpose(op: Operation) -> Result:
    """What is taken off the two ends of an axis may differ by what is added at the end; else more is cut off behind."""
    value, weight = op.plain(), op.weights(1)
    kernel = list(weight.shape[2:])
    found = windows_of(op, value, kernel)
    added = list(op.attribute("output_padding", None) or [0] * found.axes)
    before, behind = _taken_off(op, value, found, added)
    uneven = [more + first - last for more, first, last in zip(added, before, behind, strict=True)]
    cut = min(uneven) < 0 or any(more >= step for more, step in zip(uneven, found.stride, strict=True))
    even = [min(ends) for ends in zip(before, behind, strict=True)] if cut else before
    if min(even) < 0:
        raise NoCounterpartError(tr("its padding is negative"))
    groups = op.attribute("group", 1)
    params = {
        "out_channels": weight.shape[1] * groups, "kernel_size": found.kernel, "stride": found.stride,
        "dilation": found.dilation, "groups": groups, "bias": op.has(2), "padding": even,
        "output_padding": added if cut else uneven,
    }  # fmt: skip
    weights = {"weight": weight, **({"bias": op.weights(2)} if op.has(2) else {})}
    result = op.add(f"ConvTranspose{found.axes}d", value, params=params, weights=weights)
    if not cut:
        return result
    ends = {axis + 2: (even[axis] - before[axis], even[axis] - behind[axis]) for axis in range(found.axes)}
    return padded(op, result, {axis: pair for axis, pair in ends.items() if any(pair)})


def _taken_off(op: Operation, value: Value, found: Windows, added: list[int]) -> tuple[list[int], list[int]]:
    """What is cut off at either end of each axis: as it says, or so that the size becomes what it asks for."""
    automatic = op.attribute("auto_pad", "NOTSET")
    wanted = op.attribute("output_shape", None)
    sizes = value.spec.shape[1:]
    if wanted is None and automatic not in ("SAME_UPPER", "SAME_LOWER"):
        return found.before, found.behind
    if wanted is None:
        wanted = [size * step for size, step in zip(sizes, found.stride, strict=True)]
    first, last = [], []
    for axis, size in enumerate(sizes):
        whole = (size - 1) * found.stride[axis] + found.dilation[axis] * (found.kernel[axis] - 1) + 1 + added[axis]
        total = whole - list(wanted)[-len(sizes) :][axis]
        small = total // 2 if automatic == "SAME_UPPER" else total - total // 2
        first.append(small)
        last.append(total - small)
    return first, last
