"""Images made larger or smaller by interpolation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.activations import rounded
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Value
from studio.text import tr

ROUNDINGS: Mapping[str, Callable[[float], int]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "round_prefer_floor": lambda place: math.ceil(place - 0.5),
    "round_prefer_ceil": lambda place: math.floor(place + 0.5),
}
"""Which of two neighbours a place between them takes."""

LARGEST = 100_000
"""Numbers along an axis that comes out; pictures are smaller by far."""

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}


@operator("Resize", "Upsample")
def _resize(op: Operation) -> Result:
    value = op.plain()
    axes = len(value.spec.shape) - 1
    if not 1 <= axes <= 3:
        raise NoCounterpartError(tr("windows along {count} axes have no layer", count=axes))
    sizes = _sizes(op, value)
    mode, corners = (_nearest(op, value, sizes), False) if _is_nearest(op) else _mode(op, axes)
    params: dict[str, object] = {"mode": mode, "align_corners": corners or None}
    return op.add("Upsample", value, params={**params, **sizes})


def _is_nearest(op: Operation) -> bool:
    return bool(op.attribute("mode", "nearest") == "nearest")


def _placed(op: Operation) -> str:
    """How places in the result follow from those in the input."""
    usual = "asymmetric" if op.kind == "Upsample" or op.opset < 11 else "half_pixel"
    return str(op.attribute("coordinate_transformation_mode", usual))


def _nearest(op: Operation, value: Value, sizes: Mapping[str, Any]) -> str:
    """torch's word for the way of taking the nearest number, if it takes the same ones everywhere."""
    old = op.kind == "Upsample" or op.opset < 11
    rounding = ROUNDINGS[op.attribute("nearest_mode", "floor" if old else "round_prefer_floor")]
    shift = {"asymmetric": 0.0, "half_pixel": 0.5, "pytorch_half_pixel": 0.5}.get(_placed(op))
    before = value.spec.shape[1:]
    factors = sizes["scale_factor"] or [new / size for new, size in zip(sizes["size"], before, strict=True)]
    if any(size * factor > LARGEST for size, factor in zip(before, factors, strict=True)):
        raise NoCounterpartError(tr("it makes more than {most} numbers along an axis", most=LARGEST))
    ways = {"nearest": (0.0, math.floor), "nearest-exact": (0.5, lambda place: math.floor(place + 0.5))}
    for way, (offset, taken) in ways.items():
        if shift is not None and all(
            rounding((place + shift) / factor - shift) == taken((place + offset) / factor - offset)
            for size, factor in zip(before, factors, strict=True)
            for place in range(math.floor(size * factor))
        ):
            return way
    raise NoCounterpartError(tr("it takes the nearest number in a way that has no layer"))


def _sizes(op: Operation, value: Value) -> dict[str, object]:
    """The factors of the spatial axes, or the sizes that come out."""
    old = op.kind == "Upsample" or op.opset < 11
    axes = op.attribute("axes", None) or list(range(value.rank))
    if not old and op.has(3):
        sizes = dict(zip(axes, op.constant(3).reshape(-1), strict=True))
        if op.attribute("keep_aspect_ratio_policy", "stretch") != "stretch":
            raise NoCounterpartError(tr("it keeps the ratio of the sides"))
        wanted = [int(sizes.get(axis, value.shape[axis])) for axis in range(value.rank)]
        if wanted[1] != value.shape[1]:
            raise NoCounterpartError(tr("it resizes the channels"))
        return {"size": wanted[2:], "scale_factor": None}
    given = op.attribute("scales", None)
    factors = dict(zip(axes, given or op.constant(1 if old else 2).reshape(-1), strict=True))
    found = [rounded(factors.get(axis, 1.0)) for axis in range(value.rank)]
    if found[:2] != [1.0, 1.0]:
        raise NoCounterpartError(tr("it resizes the channels"))
    return {"scale_factor": found[2:]}


def _mode(op: Operation, axes: int) -> tuple[str, bool]:
    """torch's word for the way of interpolating, and whether corners keep their values."""
    mode, placed = op.attribute("mode", "nearest"), _placed(op)
    corners = placed == "align_corners"
    if (not corners and placed not in ("half_pixel", "pytorch_half_pixel")) or op.attribute("antialias", 0):
        raise NoCounterpartError(tr("it interpolates in a way that has no layer"))
    if mode == "linear":
        return LINEAR[axes], corners
    if mode == "cubic" and axes == 2 and abs(op.attribute("cubic_coeff_a", -0.75) + 0.75) < 1e-6:
        return "bicubic", corners
    raise NoCounterpartError(tr("it interpolates in a way that has no layer"))
