"""Activation functions worked out by their rules, for plots in which several are compared."""

from __future__ import annotations

import math
from functools import lru_cache

from studio.explanation.curve import has_curve
from studio.explanation.functions.function import layer_function
from studio.explanation.notation import SLOPE, Value
from studio.layers import Declaration, Layer, catalogue
from studio.layers.activation import PReLU

Point = tuple[float, float]


def comparable() -> tuple[Layer, ...]:
    """The activations of one number, with their defaults."""
    made = (declared.create({}) for declared in catalogue.values() if declared.family == "activation")
    return tuple(filter(is_comparable, made))


def is_comparable(value: Declaration | None) -> bool:
    """Whether it is an activation of one number."""
    return isinstance(value, Layer) and has_curve(value) and value.kind not in ("Function", "Arithmetic")


@lru_cache(maxsize=20_000)
def value_and_slope(layer: Layer, x: float) -> Point:
    """f(x) and f′(x), of a layer with a learned factor as it begins; not a number where there is none."""
    told = layer_function(layer, (1,))
    values: dict[str, Value] = {"x": x}
    if isinstance(layer, PReLU):
        values["a"] = layer.init
    try:
        for rule in told.forward:
            values[rule.symbol] = rule.work_out(values)
    except (ValueError, OverflowError, ZeroDivisionError):
        return math.nan, math.nan
    return float(values["y"]), float(values[SLOPE])  # type: ignore[arg-type]
