"""Convolutions and transposed convolutions."""

from __future__ import annotations

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.operators.windows import windows_of
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
    """What is taken off the two ends of an axis may differ by what is added at the end."""
    value, weight = op.plain(), op.weights(1)
    if op.attribute("auto_pad", "NOTSET") not in ("NOTSET", "VALID") or "output_shape" in op.attributes:
        raise NoCounterpartError(tr("its padding follows from an output size"))
    found = windows_of(op, value, list(weight.shape[2:]))
    added = op.attribute("output_padding", None) or [0] * found.axes
    added = [more + first - last for more, first, last in zip(added, found.before, found.behind, strict=True)]
    if min(added) < 0:
        raise NoCounterpartError(tr("its padding differs from side to side"))
    groups = op.attribute("group", 1)
    params = {
        "out_channels": weight.shape[1] * groups, "kernel_size": found.kernel, "stride": found.stride,
        "dilation": found.dilation, "groups": groups, "bias": op.has(2), "padding": found.before,
        "output_padding": added,
    }  # fmt: skip
    weights = {"weight": weight, **({"bias": op.weights(2)} if op.has(2) else {})}
    return op.add(f"ConvTranspose{found.axes}d", value, params=params, weights=weights)
