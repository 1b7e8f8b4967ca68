"""Images made larger or smaller by interpolation."""

from __future__ import annotations

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Operation
from studio.compiler.importing.operators.activations import rounded
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Value
from studio.text import tr

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}


@operator("Resize", "Upsample")
def _resize(op: Operation) -> Result:
    value = op.plain()
    axes = len(value.spec.shape) - 1
    if not 1 <= axes <= 3:
        raise NoCounterpartError(tr("windows along {count} axes have no layer", count=axes))
    mode, corners = _mode(op, axes)
    params: dict[str, object] = {"mode": mode, "align_corners": corners or None}
    return op.add("Upsample", value, params={**params, **_sizes(op, value)})


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
    mode = op.attribute("mode", "nearest")
    usual = "asymmetric" if op.kind == "Upsample" or op.opset < 11 else "half_pixel"
    placed = op.attribute("coordinate_transformation_mode", usual)
    if mode == "nearest":
        return ("nearest" if placed == "asymmetric" else "nearest-exact"), False
    corners = placed == "align_corners"
    if (not corners and placed not in ("half_pixel", "pytorch_half_pixel")) or op.attribute("antialias", 0):
        raise NoCounterpartError(tr("it interpolates in a way that has no layer"))
    if mode == "linear":
        return LINEAR[axes], corners
    if mode == "cubic" and axes == 2 and abs(op.attribute("cubic_coeff_a", -0.75) + 0.75) < 1e-6:
        return "bicubic", corners
    raise NoCounterpartError(tr("it interpolates in a way that has no layer"))
