"""Layers that exporters write as several operations, recognised by the last of them."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import onnx

from studio.compiler.importing.operation import Operation
from studio.compiler.importing.values import Constant, Value

Recognize = Callable[[Operation], Value | None]


def recognized(op: Operation) -> Value | None:
    """The layer that an operation is the end of; what led to it is left over and goes. None where it is not one."""
    for recognize in (_gated, _gelu, _layer_norm, _rms_norm):
        found = recognize(op)
        if found is not None:
            return found
    return None


def _number(op: Operation, name: str) -> float | None:
    known = op.network.tensors.get(name)
    return known.single if isinstance(known, Constant) else None


def _value(op: Operation, name: str) -> Value | None:
    known = op.network.tensors.get(name)
    return known if isinstance(known, Value) else None


def _pairs(node: onnx.NodeProto) -> list[tuple[str, str]]:
    """Both inputs of an operation, in both orders."""
    if len(node.input) != 2:
        return []
    one, other = node.input
    return [(one, other), (other, one)]


def _gated(op: Operation) -> Value | None:
    """x · σ(x), and such with other gates."""
    for through, gate in _pairs(op.node) if op.kind == "Mul" else []:
        value = _value(op, through)
        sigmoid = op.network.maker(gate, "Sigmoid", "HardSigmoid", "Tanh")
        if value is None or sigmoid is None:
            continue
        kind = {"Sigmoid": "SiLU", "HardSigmoid": "Hardswish"}.get(sigmoid.op_type)
        before = sigmoid.input[0]
        alpha = Operation(sigmoid, op.network).attribute("alpha", 0.2)
        if sigmoid.op_type == "HardSigmoid" and not _near(alpha, 1 / 6):
            continue
        if sigmoid.op_type == "Tanh":
            softplus = op.network.maker(before, "Softplus")
            kind, before = ("Mish", softplus.input[0]) if softplus is not None else (None, "")
        if kind and before == through:
            return op.add(kind, value).viewed(value.groups)
    return None


def _gelu(op: Operation) -> Value | None:
    """x · ½ · (1 + erf(x / √2)), whichever two of the three factors are multiplied first."""
    if op.kind != "Mul":
        return None
    factors = _factors(op, op.node, 3)
    halves = [name for name in factors if _near(_number(op, name), 0.5)]
    sums = [name for name in factors if op.network.maker(name, "Add")]
    if len(factors) != 3 or not halves or not sums:
        return None
    for each in sums:
        rest = [name for name in factors if name not in (each, halves[0])]
        inside = _erf_of(op, op.network.makers[each])
        value = _value(op, rest[0]) if rest else None
        if value is not None and inside == rest[0]:
            return op.add("GELU", value).viewed(value.groups)
    return None


def _factors(op: Operation, node: onnx.NodeProto, most: int) -> list[str]:
    """The tensors whose product an operation makes, products among them opened."""
    found = list(node.input)
    for name in list(found):
        inner = op.network.maker(name, "Mul")
        if inner is not None and len(found) < most:
            found.remove(name)
            found += inner.input
    return found


def _erf_of(op: Operation, added: onnx.NodeProto) -> str:
    """The x of 1 + erf(x / √2); "" for any other sum."""
    for one, other in _pairs(added):
        erf = op.network.maker(other, "Erf")
        if erf is None or _number(op, one) != 1.0:
            continue
        scaled = op.network.maker(erf.input[0], "Div", "Mul")
        if scaled is None:
            return ""
        if scaled.op_type == "Div" and _near(_number(op, scaled.input[1]), sqrt(2)):
            return str(scaled.input[0])
        return next((str(x) for x, by in _pairs(scaled) if _near(_number(op, by), 1 / sqrt(2))), "")
    return ""


def _layer_norm(op: Operation) -> Value | None:
    """(x − mean) / √(variance + eps) over the last axis."""
    if op.kind != "Div":
        return None
    centred, deviation = op.network.maker(op.node.input[0], "Sub"), op.network.maker(op.node.input[1], "Sqrt")
    added = None if deviation is None else op.network.maker(deviation.input[0], "Add")
    mean = None if centred is None else op.network.maker(centred.input[1], "ReduceMean")
    if centred is None or added is None or mean is None or mean.input[0] != centred.input[0]:
        return None
    for variance, eps in _pairs(added):
        squares = op.network.maker(variance, "ReduceMean")
        square = None if squares is None else op.network.maker(squares.input[0], "Pow", "Mul")
        if square is None or squares is None or _squared(op, square) not in _same_as(op, centred):
            continue
        if _over_last(op, mean) and _over_last(op, squares):
            return _norm(op, "LayerNorm", centred.input[0], _number(op, eps))
    return None


def _same_as(op: Operation, centred: onnx.NodeProto) -> set[str]:
    """The tensor of x − mean, wherever it is worked out."""
    return {
        each.output[0]
        for each in op.network.takers.get(centred.input[0], ())
        if each.op_type == "Sub" and list(each.input) == list(centred.input)
    }


def _rms_norm(op: Operation) -> Value | None:
    """x · 1 / √(mean of squares + eps), or x / √(…), over the last axis."""
    if op.kind not in ("Mul", "Div"):
        return None
    for through, scale in _pairs(op.node)[: 1 if op.kind == "Div" else 2]:
        inverse = op.network.maker(scale, "Reciprocal") if op.kind == "Mul" else None
        root = op.network.maker(inverse.input[0] if inverse is not None else scale, "Sqrt")
        added = (
            None if root is None or (inverse is None and op.kind == "Mul") else op.network.maker(root.input[0], "Add")
        )
        for squares, eps in _pairs(added) if added is not None else []:
            mean = op.network.maker(squares, "ReduceMean")
            square = None if mean is None else op.network.maker(mean.input[0], "Pow", "Mul")
            if mean is not None and square is not None and _squared(op, square) == through and _over_last(op, mean):
                return _norm(op, "RMSNorm", through, _number(op, eps))
    return None


def chosen(op: Operation) -> Value | None:
    """What a Where stands for that compares the tensor it chooses from: Threshold, Hardshrink, Softplus."""
    condition = op.network.maker(op.node.input[0], "LessOrEqual", "Less", "Greater", "GreaterOrEqual")
    if condition is None:
        return None
    above, below = op.node.input[1:]
    if condition.op_type.startswith("Less"):
        above, below = below, above
    limit = _number(op, condition.input[1])
    value = _value(op, above)
    if limit is None or value is None:
        return None
    replaced, magnitude = _number(op, below), op.network.maker(condition.input[0], "Abs")
    if condition.input[0] == above and replaced is not None:
        return op.add("Threshold", value, params={"threshold": limit, "value": replaced}).viewed(value.groups)
    if magnitude is not None and magnitude.input[0] == above and replaced == 0:
        params = {"module": "Hardshrink", "arguments": {"lambd": limit}}
        return op.add("TorchModule", value, params=params).viewed(value.groups)
    return _softplus(op, value, above, below, limit)


def _softplus(op: Operation, value: Value, name: str, bent: str, threshold: float) -> Value | None:
    """x above a threshold, and log(1 + exp(beta·x)) / beta below."""
    beta, divided = 1.0, op.network.maker(bent, "Div")
    if divided is not None:
        beta, bent = _number(op, divided.input[1]) or 0.0, divided.input[0]
    softplus = op.network.maker(bent, "Softplus")
    scaled = None if softplus is None else op.network.maker(softplus.input[0], "Mul")
    inner = "" if softplus is None else softplus.input[0]
    if scaled is not None and beta != 1.0:
        inner = next((x for x, by in _pairs(scaled) if _number(op, by) == beta), "")
    if inner != name or beta <= 0:
        return None
    return op.add("Softplus", value, params={"beta": beta, "threshold": threshold}).viewed(value.groups)


def _squared(op: Operation, node: onnx.NodeProto) -> str:
    """What an operation is the square of; "" for any other."""
    one, other = node.input
    is_square = _number(op, other) == 2.0 if node.op_type == "Pow" else one == other
    return str(one) if is_square else ""


def _over_last(op: Operation, node: onnx.NodeProto) -> bool:
    mean = Operation(node, op.network)
    value = _value(op, node.input[0])
    axes = mean.numbers("axes", 1)
    return value is not None and axes is not None and [value.axis(axis) for axis in axes] == [value.rank - 1]


def _norm(op: Operation, kind: str, name: str, eps: float | None) -> Value | None:
    from studio.compiler.importing.operators.dense import features_last

    value = _value(op, name)
    if value is None or eps is None or not 0 < eps <= 1:
        return None
    value = features_last(op, value)
    params = {"eps": float(f"{np.float32(eps):.6g}"), "elementwise_affine": False}
    return op.add(kind, value, params=params).viewed(value.groups)


def _near(number: float | None, wanted: float) -> bool:
    return number is not None and abs(number - wanted) < 1e-4
