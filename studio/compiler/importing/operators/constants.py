"""Numbers of the file that are added to a tensor or multiplied with it: absorbed by the layer before, or a layer."""

from __future__ import annotations

from math import prod
from typing import Literal

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operands import MOST_FIXED, fixed
from studio.compiler.importing.operation import Array, Operation
from studio.compiler.importing.operators.activations import rounded
from studio.compiler.importing.values import Constant, Value, condensed
from studio.layers import Layer
from studio.text import tr

LARGEST = 1e9
"""The largest number that an Arithmetic takes."""

Part = Literal["weight", "bias"]

WITH_BIAS = ("Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d")
NORMS = {
    "GroupNorm": "affine", "InstanceNorm1d": "affine", "InstanceNorm2d": "affine", "InstanceNorm3d": "affine",
    "LayerNorm": "elementwise_affine", "RMSNorm": "elementwise_affine",
}  # fmt: skip


def combined(op: Operation, value: Value, constant: Constant, part: Part) -> Value:
    """The tensor times the numbers (`weight`), or with them added (`bias`).

    Learned numbers, and very many, are weights; others are kept in the document.
    """
    number = constant.single
    if number is not None and condensed(constant.array).ndim <= value.rank and not _widens(value, constant.array):
        absorbed = _absorbed(op, value, np.float32(number).reshape(1), part)
        if absorbed is not None:
            return absorbed
        if abs(number) <= LARGEST:
            operation = "multiply" if part == "weight" else "add"
            params = {"operation": operation, "number": rounded(number)}
            return op.add("Arithmetic", value, params=params).viewed(value.groups)
    value, array = aligned(op, value, constant.array)
    absorbed = _absorbed(op, value, array, part)
    if absorbed is not None:
        return absorbed
    if not constant.learned and array.size <= MOST_FIXED:
        made = fixed(op, array, value)
        return op.add("Multiply" if part == "weight" else "Add", value, made).viewed(value.groups)
    array = _trimmed(array)
    params = {"shape": list(array.shape), "weight": part == "weight", "bias": part == "bias"}
    result = op.add("Affine", value, params=params, weights={part: array}, frozen=not constant.learned)
    return result.viewed(value.groups)


def aligned(op: Operation, value: Value, array: Array) -> tuple[Value, Array]:
    """The tensor, and the numbers with an axis for each of a sample of the node that gives it."""
    core = condensed(array).astype(np.float32)
    if core.ndim > value.rank:
        value = value.viewed(((),) * (core.ndim - value.rank) + value.groups)
    core = core.reshape((1,) * (value.rank - core.ndim) + core.shape)
    if any(group == () and size > 1 for group, size in zip(value.groups, core.shape, strict=True)):
        value = _explicit(op, value)
    sizes: list[int] = []
    order: list[int] = []
    for group, size in zip(value.groups, core.shape, strict=True):
        if 0 in group and size > 1:
            raise NoCounterpartError(tr("it has other numbers for each sample of a batch"))
        own = [value.size(axis) for axis in group]
        sizes += [1] * len(own) if size == 1 else [size] if len(group) == 1 else own
        order += group
        if size not in (1, prod(own)) and len(group) != 1:
            raise NoCounterpartError(tr("its numbers do not go with the axes of its input"))
    spread = core.reshape(sizes)
    places = {axis: place for place, axis in enumerate(order)}
    taken = [places[axis] for axis in sorted(order) if axis]
    if 0 in places:
        spread = spread.transpose([places[0], *taken]).reshape([spread.shape[each] for each in taken])
    else:
        spread = spread.transpose(taken)
    axes = iter(spread.shape)
    full = [next(axes) if axis in places else 1 for axis in range(1, len(value.spec.shape) + 1)]
    return value, np.ascontiguousarray(spread.reshape(full))


def _explicit(op: Operation, value: Value) -> Value:
    """With an axis of the node's result for each of the tensor, those of size 1 too."""
    batch = value.batch
    return op.build.laid_out(value).with_batch(batch)


def _widens(value: Value, array: Array) -> bool:
    """Whether the numbers make a tensor with more of them than there were."""
    shape = (1,) * (array.ndim - value.rank) + value.shape
    pairs = zip(reversed(shape), reversed(array.shape), strict=False)
    return array.ndim > value.rank or any(have == 1 and size > 1 for have, size in pairs)


def _trimmed(array: Array) -> Array:
    """Without the axes in front along which there is one number."""
    while array.ndim > 1 and array.shape[0] == 1:
        array = array[0]
    return array


def _absorbed(op: Operation, value: Value, array: Array, part: Part) -> Value | None:
    """The layer before with these numbers for its own, where it has room for them and goes nowhere else."""
    name = value.source.node
    node = op.build.nodes[name]
    tensor = next((each for each in op.node.input if _shows(op, each, value)), None)
    if tensor is None or not op.network.taken_once(tensor) or not _is_latest(op, value):
        return None
    layer = node.layer
    assert isinstance(layer, Layer)
    if part == "bias" and layer.kind in WITH_BIAS and not getattr(layer, "bias", True):
        axis = len(value.spec.shape) - 1 if layer.kind == "Linear" else 0
        return _with(op, value, {"bias": True}, {"bias": _along(array, value, axis)})
    if layer.kind in NORMS:
        return _norm_with(op, value, array, part, layer)
    return None


def _shows(op: Operation, name: str, value: Value) -> bool:
    known = op.network.tensors.get(name)
    return isinstance(known, Value) and known.source == value.source


def _is_latest(op: Operation, value: Value) -> bool:
    """Whether nothing takes from the node yet, not even through another view of it."""
    return not any(
        value.source in node.inputs for node in op.build.nodes.values()
    ) and sum(
        1 for name, known in op.network.tensors.items()
        if isinstance(known, Value) and known.source == value.source and not op.network.taken_once(name)
    ) == 0  # fmt: skip


def _norm_with(op: Operation, value: Value, array: Array, part: Part, layer: Layer) -> Value | None:
    """A norm gets its scale, and then its shift."""
    switch = NORMS[layer.kind]
    name, on = value.source.node, bool(getattr(layer, switch))
    last = len(value.spec.shape)
    if layer.kind in ("LayerNorm", "RMSNorm"):
        sizes = getattr(layer, "normalized_shape", None) or value.spec.shape[-1:]
        if any(size > 1 for size in array.shape[: last - len(sizes)]) and array.size > 1:
            return None
        numbers = np.broadcast_to(
            array.reshape(array.shape[-len(sizes) :]) if array.size > 1 else array.reshape(-1), sizes
        )
    else:
        along = _along(array, value, 0)
        if along is None:
            return None
        numbers = along
    if part == "weight" and not on:
        params: dict[str, object] = {switch: True, **({"bias": False} if layer.kind == "LayerNorm" else {})}
        shift = {"bias": np.zeros_like(numbers)} if layer.kind not in ("LayerNorm", "RMSNorm") else {}
        return _with(op, value, params, {"weight": numbers, **shift})
    if part == "bias" and on and layer.kind == "LayerNorm" and not getattr(layer, "bias", True):
        return _with(op, value, {"bias": True}, {"bias": numbers})
    if part == "bias" and on and layer.kind in NORMS and layer.kind not in ("LayerNorm", "RMSNorm"):
        before = op.build.weights[f"{name}.bias"]
        return _with(op, value, {}, {"bias": before + numbers})
    return None


def _along(array: Array, value: Value, axis: int) -> Array | None:
    """The numbers as one for each place along an axis of a sample, None where there are others along the rest."""
    size = value.spec.shape[axis]
    if array.size == 1:
        return np.repeat(array.reshape(-1), size)
    others = [each for place, each in enumerate(array.shape) if place != axis]
    return array.reshape(-1) if prod(others) == 1 and array.shape[axis] == size else None


def _with(op: Operation, value: Value, params: dict[str, object], weights: dict[str, Array | None]) -> Value | None:
    if any(array is None for array in weights.values()):
        return None
    found = {name: np.ascontiguousarray(array, np.float32) for name, array in weights.items() if array is not None}
    op.build.change(value.source.node, found, **params)
    return value
