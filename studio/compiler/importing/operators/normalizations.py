"""Normalisations."""

from __future__ import annotations

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Array, Operation
from studio.compiler.importing.operators.activations import rounded
from studio.compiler.importing.operators.dense import features_last
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import BATCH, Constant, Value
from studio.text import tr

BATCH_NORMS = {1: "BatchNorm1d", 2: "BatchNorm1d", 3: "BatchNorm2d", 4: "BatchNorm3d"}
INSTANCE_NORMS = {2: "InstanceNorm1d", 3: "InstanceNorm2d", 4: "InstanceNorm3d"}


@operator("BatchNormalization")
def _batch_norm(op: Operation) -> Result:
    """By running statistics, as in use; their momentum is the share of the old in ONNX and of the new in torch."""
    if op.attribute("training_mode", 0) or not op.attribute("spatial", 1):
        raise NoCounterpartError(tr("it normalises by the statistics of the batch itself"))
    value = op.plain()
    params = {"eps": rounded(op.attribute("epsilon", 1e-5)), "momentum": rounded(1 - op.attribute("momentum", 0.9))}
    names = ("weight", "bias", "running_mean", "running_var")
    weights = {name: op.weights(index) for index, name in enumerate(names, 1)}
    return op.add(_of_rank(BATCH_NORMS, value), value, params=params, weights=weights)


@operator("InstanceNormalization")
def _instance_norm(op: Operation) -> Result:
    value = op.plain()
    scale, shift = op.weights(1), op.weights(2)
    plain = bool((scale == 1).all() and (shift == 0).all())
    params = {"eps": rounded(op.attribute("epsilon", 1e-5)), "affine": not plain}
    weights = {} if plain else {"weight": scale, "bias": shift}
    return op.add(_of_rank(INSTANCE_NORMS, value), value, params=params, weights=weights)


def norm_of_each_sample(op: Operation) -> Value | None:
    """Samples laid beside each other as channels, normalised by running statistics, and divided again: an InstanceNorm.

    So does PyTorch's exporter write one that keeps such statistics. `op` is what divides; None for all else.
    """
    norm = op.network.maker(op.node.input[0], "BatchNormalization")
    joining = None if norm is None else op.network.maker(norm.input[0], "Reshape")
    before = None if joining is None else op.network.tensors.get(joining.input[0])
    joined = None if joining is None else op.network.tensors.get(joining.output[0])
    if norm is None or not isinstance(before, Value) or not isinstance(joined, Value):
        return None
    shape = before.shape
    if shape[:1] != (BATCH,) or joined.shape != (1, BATCH * shape[1], *shape[2:]):
        return None
    tiles = [op.network.maker(name, "Tile") for name in norm.input[1:]]
    repeated = [None if each is None else op.network.tensors.get(each.input[0]) for each in tiles]
    arrays = [each.array for each in repeated if isinstance(each, Constant) and each.array.shape == shape[1:2]]
    if len(arrays) < 4:
        return None
    names = ("weight", "bias", "running_mean", "running_var")
    weights = {name: each.astype(np.float32) for name, each in zip(names, arrays, strict=True)}
    plain = bool((weights["weight"] == 1).all() and (weights["bias"] == 0).all())
    epsilon = Operation(norm, op.network).attribute("epsilon", 1e-5)
    params = {"eps": rounded(epsilon), "affine": not plain, "track_running_stats": True}
    used = {name: array for name, array in weights.items() if not plain or name.startswith("running")}
    before = op.build.laid_out(before)
    return op.add(_of_rank(INSTANCE_NORMS, before), before, params=params, weights=used)


@operator("GroupNormalization")
def _group_norm(op: Operation) -> Result:
    """Up to version 20 it has a scale for each group."""
    value, groups = op.plain(), op.attribute("num_groups", 1)
    channels = value.spec.shape[0]
    scale, shift = (_of_channels(op.weights(index), channels) for index in (1, 2))
    params = {"num_groups": groups, "eps": rounded(op.attribute("epsilon", 1e-5))}
    return op.add("GroupNorm", value, params=params, weights={"weight": scale, "bias": shift})


def _of_channels(numbers: Array, channels: int) -> Array:
    return np.repeat(numbers, channels // len(numbers))


@operator("LayerNormalization", "RMSNormalization")
def _layer_norm(op: Operation) -> Result:
    value = op.value()
    axis = value.axis(op.attribute("axis", -1))
    value = features_last(op, value) if axis == value.rank - 1 else op.plain()
    sizes = value.spec.shape[axis - value.rank :]
    if op.attribute("stash_type", 1) != 1 or axis == 0:
        raise NoCounterpartError(tr("it normalises in another way than a LayerNorm"))
    params: dict[str, object] = {"normalized_shape": list(sizes), "eps": rounded(op.attribute("epsilon", 1e-5))}
    weights = {"weight": np.broadcast_to(op.weights(1), sizes)}
    if op.kind == "RMSNormalization":
        return op.add("RMSNorm", value, params=params, weights=weights).viewed(value.groups)
    if op.has(2):
        weights["bias"] = np.broadcast_to(op.weights(2), sizes)
    params["bias"] = op.has(2)
    return op.add("LayerNorm", value, params=params, weights=weights).viewed(value.groups)


@operator("LRN")
def _local_response(op: Operation) -> Result:
    size = op.attribute("size", 5)
    if size % 2 == 0:
        raise NoCounterpartError(tr("an even number of channels around each has no layer"))
    params = {
        "size": size, "alpha": rounded(op.attribute("alpha", 1e-4)), "beta": rounded(op.attribute("beta", 0.75)),
        "k": rounded(op.attribute("bias", 1.0)),
    }  # fmt: skip
    return op.add("LocalResponseNorm", op.plain(), params=params)


def _of_rank(kinds: dict[int, str], value: Value) -> str:
    rank = len(value.spec.shape)
    if rank not in kinds:
        raise NoCounterpartError(tr("it normalises samples of {count} axes", count=rank))
    return kinds[rank]
