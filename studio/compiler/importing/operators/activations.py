"""Functions of each number, and along an axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Value
from studio.text import tr

PLAIN = {
    "Relu": "ReLU", "Sigmoid": "Sigmoid", "Tanh": "Tanh", "Softplus": "Softplus", "Softsign": "Softsign",
    "Mish": "Mish", "HardSwish": "Hardswish",
}  # fmt: skip
"""Operators that are a layer as they are."""

FUNCTIONS = {
    "Abs": "abs", "Neg": "neg", "Exp": "exp", "Log": "log", "Sqrt": "sqrt", "Reciprocal": "reciprocal",
    "Sign": "sign", "Floor": "floor", "Ceil": "ceil", "Round": "round", "Erf": "erf", "Sin": "sin", "Cos": "cos",
    "Tan": "tan", "Asin": "asin", "Acos": "acos", "Atan": "atan", "Sinh": "sinh", "Cosh": "cosh",
}  # fmt: skip
"""Operators that are a Function."""


def each_number(op: Operation, kind: str, params: Mapping[str, Any] | None = None) -> Value:
    """A layer that leaves the shape as it is, so that any view will do."""
    value = op.value()
    return op.add(kind, value, params=params).viewed(value.groups)


@operator(*PLAIN)
def _plain(op: Operation) -> Result:
    return each_number(op, PLAIN[op.kind])


@operator(*FUNCTIONS)
def _function(op: Operation) -> Result:
    return each_number(op, "Function", {"function": FUNCTIONS[op.kind]})


@operator("Identity")
def _identity(op: Operation) -> Result:
    return op.value()


@operator("Dropout")
def _dropout(op: Operation) -> Result:
    """In old versions the share is an attribute; what comes out has a mask beside it."""
    share = op.attribute("ratio", None)
    if share is None:
        share = float(op.constant(1).reshape(-1)[0]) if op.has(1) else 0.5
    return each_number(op, "Dropout", {"p": float(share)})


@operator("LeakyRelu")
def _leaky(op: Operation) -> Result:
    return each_number(op, "LeakyReLU", {"negative_slope": rounded(op.attribute("alpha", 0.01))})


@operator("Elu", "Celu")
def _elu(op: Operation) -> Result:
    return each_number(op, op.kind.upper(), {"alpha": rounded(op.attribute("alpha", 1.0))})


@operator("Selu")
def _selu(op: Operation) -> Result:
    alpha, gamma = op.attribute("alpha", 1.6732632), op.attribute("gamma", 1.0507010)
    if abs(alpha - 1.6732632) > 1e-5 or abs(gamma - 1.0507010) > 1e-5:
        raise NoCounterpartError(tr("it has other constants than a SELU"))
    return each_number(op, "SELU")


@operator("Gelu")
def _gelu(op: Operation) -> Result:
    return each_number(op, "GELU", {"approximate": op.attribute("approximate", "none")})


@operator("Swish")
def _swish(op: Operation) -> Result:
    if op.attribute("alpha", 1.0) != 1.0:
        raise NoCounterpartError(tr("it has other constants than a SiLU"))
    return each_number(op, "SiLU")


@operator("HardSigmoid")
def _hard_sigmoid(op: Operation) -> Result:
    """Max(0, min(1, alpha·x + beta)): torch's has 1/6 and 1/2, any other is made of its steps."""
    alpha, beta = op.attribute("alpha", 0.2), op.attribute("beta", 0.5)
    if abs(alpha - 1 / 6) < 1e-6 and beta == 0.5:
        return each_number(op, "Hardsigmoid")
    value = op.value()
    for kind, params in (
        ("Arithmetic", {"operation": "multiply", "number": rounded(alpha)}),
        ("Arithmetic", {"operation": "add", "number": rounded(beta)}),
        ("Hardtanh", {"min_val": 0.0, "max_val": 1.0}),
    ):
        value = op.add(kind, value, params=params).viewed(value.groups)
    return value


@operator("Clip")
def _clip(op: Operation) -> Result:
    low, high = _bound(op, "min", 1, -np.inf), _bound(op, "max", 2, np.inf)
    if (low, high) == (0.0, 6.0):
        return each_number(op, "ReLU6")
    if high >= 3.4e38:
        return each_number(op, *(("ReLU", {}) if low == 0 else ("Arithmetic", _limit("maximum", low))))
    if low <= -3.4e38:
        return each_number(op, "Arithmetic", _limit("minimum", high))
    return each_number(op, "Hardtanh", {"min_val": low, "max_val": high})


def _limit(operation: str, number: float) -> dict[str, Any]:
    return {"operation": operation, "number": number}


def _bound(op: Operation, name: str, index: int, default: float) -> float:
    given = op.attribute(name, None)
    if given is None:
        given = op.constant(index, np.float32(default)).reshape(-1)[0]
    return rounded(given)


@operator("PRelu")
def _prelu(op: Operation) -> Result:
    """One factor for all, or one a channel."""
    value, slope = op.plain(), op.weights(1)
    channels = value.spec.shape[0]
    per_channel = slope.shape[-len(value.spec.shape) :] == (channels, *[1] * (len(value.spec.shape) - 1))
    if slope.size != 1 and not (per_channel and slope.size == channels):
        raise NoCounterpartError(tr("its factors are neither one nor one a channel"))
    return op.add("PReLU", value, params={"num_parameters": slope.size}, weights={"weight": slope.reshape(-1)})


@operator("ThresholdedRelu")
def _threshold(op: Operation) -> Result:
    return each_number(op, "Threshold", {"threshold": rounded(op.attribute("alpha", 1.0)), "value": 0.0})


@operator("Shrink")
def _shrink(op: Operation) -> Result:
    lambd, bias = rounded(op.attribute("lambd", 0.5)), rounded(op.attribute("bias", 0.0))
    kinds = {0.0: "Hardshrink", lambd: "Softshrink"}
    if bias not in kinds:
        raise NoCounterpartError(tr("it has other constants than a soft or hard shrink"))
    return each_number(op, "TorchModule", {"module": kinds[bias], "arguments": {"lambd": lambd}})


@operator("Softmax", "LogSoftmax")
def _softmax(op: Operation) -> Result:
    """Along one axis; before version 13, along all axes from one on."""
    value = op.value()
    if op.opset < 13:
        axis = value.axis(op.attribute("axis", 1))
        if any(size != 1 for size in value.shape[axis + 1 :]):
            raise NoCounterpartError(tr("it sums to 1 over several axes together"))
    else:
        axis = value.axis(op.attribute("axis", -1))
    kind = {"Softmax": "Softmax", "LogSoftmax": "LogSoftmax"}[op.kind]
    return along(op, value, axis, kind)


def along(op: Operation, value: Value, axis: int, kind: str, params: Mapping[str, Any] | None = None) -> Value:
    """A layer that works along one axis of a tensor and leaves the shape as it is."""
    if len(value.groups[axis]) != 1:
        value = op.build.whole(value)
    (dim,) = value.groups[axis]
    if dim == 0:
        raise NoCounterpartError(tr("it mixes the samples of a batch"))
    return op.add(kind, value, params={"dim": dim, **(params or {})}).viewed(value.groups)


def rounded(number: float) -> float:
    """A float32 as a person would have written it."""
    exact = np.float32(number)
    short = float(f"{exact:.6g}")
    return short if np.float32(short) == exact else float(exact)
