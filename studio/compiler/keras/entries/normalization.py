"""Normalisation and what acts in training alone."""

from __future__ import annotations

from typing import Any

from studio.compiler.keras.lines import Value
from studio.compiler.keras.table import Step, UnwritableError, text_of, writes
from studio.text import tr

SMALLEST_STEP = 1.1920928955078125e-07
"""Of float32, which torch's RMSNorm takes without an eps."""


@writes("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", order="last")
def batch(step: Step, layer: Any) -> Value:
    """`BatchNormalization`, whose momentum is the share of the old statistics."""
    if not layer.track_running_stats:
        raise UnwritableError(tr("Keras always keeps running statistics: switch track_running_stats on."))
    if layer.momentum is None:
        raise UnwritableError(tr("Keras has no plain mean of all batches: give a momentum."))
    options = {} if layer.affine else {"center": False, "scale": False}
    made = step.made(
        "BatchNormalization", momentum=1.0 - layer.momentum, epsilon=layer.eps, learns=True, options=options
    )
    return Value(made, step.shapes[0], "last")


@writes("LayerNorm", order="first")
def layer_normalization(step: Step, layer: Any) -> Value:
    """`LayerNormalization` over the last axes."""
    options: dict[str, object] = _last_axes(layer)
    if not layer.elementwise_affine:
        options |= {"center": False, "scale": False}
    elif not layer.bias:
        options["center"] = False
    return Value(step.made("LayerNormalization", epsilon=layer.eps, learns=True, options=options), step.shapes[0])


@writes("RMSNorm", order="first")
def root_mean_square(step: Step, layer: Any) -> Value:
    """`RMSNormalization` over the last axes."""
    eps = SMALLEST_STEP if layer.eps is None else layer.eps
    if not layer.elementwise_affine:
        axes, x = list(range(-len(layer.normalized_shape or (0,)), 0)), step.input.text
        mean = f"ops.mean(ops.square({x}), axis={axes}, keepdims=True)"
        return Value(step.computed(f"{x} * ops.rsqrt({mean} + {text_of(eps)})"), step.shapes[0])
    made = step.made("RMSNormalization", epsilon=eps, learns=True, options=_last_axes(layer))
    return Value(made, step.shapes[0])


def _last_axes(layer: Any) -> dict[str, object]:
    count = len(layer.normalized_shape or (0,))
    return {} if count == 1 else {"axis": list(range(-count, 0))}


@writes("LocalResponseNorm", order="last")
def local_response(step: Step, layer: Any) -> Value:
    """`damped`, a function of the file."""
    told = ", ".join(f"{name}={text_of(getattr(layer, name))}" for name in ("size", "alpha", "beta", "k"))
    return Value(step.computed(f"damped({step.input.text}, {told})"), step.shapes[0], "last")


@writes("GroupNorm", order="last")
def groups(step: Step, layer: Any) -> Value:
    """`GroupNormalization`."""
    return _grouped(step, layer, layer.num_groups)


@writes("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", order="last")
def instance(step: Step, layer: Any) -> Value:
    """`GroupNormalization` with a group for each channel."""
    if layer.track_running_stats:
        raise UnwritableError(
            tr("Keras keeps no running statistics of single samples: switch track_running_stats off.")
        )
    return _grouped(step, layer, -1)


def _grouped(step: Step, layer: Any, count: int) -> Value:
    options = {} if layer.affine else {"center": False, "scale": False}
    made = step.made("GroupNormalization", count, epsilon=layer.eps, learns=True, options=options)
    return Value(made, step.shapes[0], "last")


@writes("Dropout")
def dropout(step: Step, layer: Any) -> Value:
    """`Dropout`."""
    return _dropped(step, "Dropout", layer)


@writes("AlphaDropout")
def alpha_dropout(step: Step, layer: Any) -> Value:
    """`AlphaDropout`."""
    return _dropped(step, "AlphaDropout", layer)


@writes("Dropout1d", "Dropout2d", "Dropout3d", order="last")
def spatial_dropout(step: Step, layer: Any) -> Value:
    """`SpatialDropout2D`, which sets whole channels to 0."""
    return _dropped(step, f"SpatialDropout{len(step.input.shape) - 1}D", layer)


def _dropped(step: Step, kind: str, layer: Any) -> Value:
    """Nothing is dropped of what is frozen."""
    made = step.made("Identity") if step.frozen else step.made(kind, layer.p)
    return Value(made, step.shapes[0], step.input.order)
