"""Pooling by windows and over all of an image."""

from __future__ import annotations

from math import prod

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.padding import LOWEST
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.operators.windows import Windows, windows_of
from studio.compiler.importing.values import Failed, Value
from studio.text import tr


@operator("MaxPool")
def _max_pool(op: Operation) -> Result:
    value = op.plain()
    found = windows_of(op, value, op.attribute("kernel_shape", []))
    apart = not found.same or _padded_more(found)
    if apart:
        fill = {"module": f"ConstantPad{found.axes}d", "arguments": {"padding": found.edges, "value": LOWEST}}
        (value,) = op.build.add("TorchModule", [value], fill)
    params = {
        **_common(found, op),
        "padding": [0] * found.axes if apart else found.before,
        "dilation": found.dilation,
    }
    indices = len(op.node.output) > 1 and bool(op.node.output[1])
    if not indices:
        return op.add(f"MaxPool{found.axes}d", value, params=params)
    if op.attribute("storage_order", 0) or apart:
        raise NoCounterpartError(tr("it counts the places of its maxima in another way"))
    pooled, places = op.build.add(f"MaxPool{found.axes}d", [value], {**params, "return_indices": True}, hint=op.hint)
    return pooled, WholeTensorPlaces.of_pooling(places, prod(value.spec.shape[1:]))


class WholeTensorPlaces(Failed):
    """Places of maxima, which ONNX counts through the whole batch; their rest by the size of a channel is torch's."""

    def __init__(self, places: Value, channel: int) -> None:
        super().__init__("", "MaxPool", tr("places of maxima are counted through the whole batch"))
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "channel", channel)

    @classmethod
    def of_pooling(cls, places: Value, channel: int) -> WholeTensorPlaces:
        """Those of a pooling of channels with so many numbers."""
        return cls(places, channel)


@operator("Mod")
def _mod(op: Operation) -> Result:
    """The rest of places of maxima by the size of a channel."""
    found = op.network.tensors[op.node.input[0]]
    if isinstance(found, WholeTensorPlaces) and int(op.constant(1).reshape(-1)[0]) == vars(found)["channel"]:
        places: Value = vars(found)["places"]
        return places
    raise NoCounterpartError(tr("there is no layer for that operator"))


@operator("AveragePool")
def _average_pool(op: Operation) -> Result:
    value = op.plain()
    found = windows_of(op, value, op.attribute("kernel_shape", []))
    counted = bool(op.attribute("count_include_pad", 0)) or not any(found.before + found.behind)
    if any(step != 1 for step in found.dilation):
        raise NoCounterpartError(tr("an average over spread windows has no layer"))
    if not found.same or _padded_more(found):
        if not counted:
            raise NoCounterpartError(tr("it averages without its padding, which differs from side to side"))
        (value,) = op.build.add(f"ZeroPad{found.axes}d", [value], {"padding": found.edges})
    params = {
        **_common(found, op),
        "padding": found.before if found.same and not _padded_more(found) else [0] * found.axes,
        "count_include_pad": counted,
    }
    return op.add(f"AvgPool{found.axes}d", value, params=params)


@operator("LpPool")
def _power_pool(op: Operation) -> Result:
    """torch takes the sign of the sum, which is that of no sum of absolute values: only even powers are alike."""
    value, power = op.plain(), op.attribute("p", 2)
    found = windows_of(op, value, op.attribute("kernel_shape", []))
    if power % 2 or any(found.before + found.behind) or any(step != 1 for step in found.dilation):
        raise NoCounterpartError(tr("such a power pooling has no layer"))
    return op.add(f"LPPool{found.axes}d", value, params={**_common(found, op), "norm_type": float(power)})


@operator("GlobalAveragePool", "GlobalMaxPool")
def _global_pool(op: Operation) -> Result:
    value = op.plain()
    axes = len(value.spec.shape) - 1
    if not 1 <= axes <= 3:
        raise NoCounterpartError(tr("windows along {count} axes have no layer", count=axes))
    what = "Avg" if op.kind == "GlobalAveragePool" else "Max"
    return op.add(f"Adaptive{what}Pool{axes}d", value, params={"output_size": [1] * axes})


def _common(found: Windows, op: Operation) -> dict[str, object]:
    return {
        "kernel_size": found.kernel,
        "stride": found.stride,
        "ceil_mode": bool(op.attribute("ceil_mode", 0)),
    }


def _padded_more(found: Windows) -> bool:
    """Whether more is added than torch's pooling takes, which is half of the window."""
    return any(2 * pad > width for pad, width in zip(found.before, found.kernel, strict=True))
