"""Functions that stand in the file as they are: PyTorch's weights in the shapes and orders of Keras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Tensors = Mapping[str, Array]
"""The weights by their names in PyTorch, with `_` for the dots."""


def present(tensors: Tensors, layer: Any, *names: str) -> list[Array]:
    """Those of a layer's weights that there are."""
    return [tensors[f"{layer.name}_{name}"] for name in names if f"{layer.name}_{name}" in tensors]


def straight(tensors: Tensors, layer: Any) -> list[Array]:
    """Weights that are the same in both: normalisation and embedding."""
    return present(tensors, layer, "weight", "bias", "running_mean", "running_var")


def affine(tensors: Tensors, layer: Any) -> list[Array]:
    """Scale and shift, whose channels stand last where the places are single."""
    return [each.reshape(layer.sizes) for each in present(tensors, layer, "weight", "bias")]


def kernels(tensors: Tensors, layer: Any) -> list[Array]:
    """(out, in, …) -> (…, in, out), for dense layers and convolutions alike."""
    weight, *bias = present(tensors, layer, "weight", "bias")
    return [weight.transpose(*range(2, weight.ndim), 1, 0), *bias]


def slopes(tensors: Tensors, layer: Any) -> list[Array]:
    """(channels,) -> (1, …, channels)."""
    return [present(tensors, layer, "weight")[0].reshape(layer.alpha.shape)]


def gates(tensors: Tensors, layer: Any) -> list[Array]:
    """(gates · units, …) -> (…, gates · units), each way; a GRU has its first two gates swapped."""
    both = hasattr(layer, "forward_layer")
    one = layer.forward_layer if both else layer
    is_gru = type(one).__name__ == "GRU"
    name, number = layer.name, "0"
    if f"{name}_weight_ih_l0" not in tensors:
        name, _, number = name.rpartition("_l")
    converted: list[Array] = []
    for end in ("", "_reverse") if both else ("",):
        parts = []
        for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")[: 4 if one.use_bias else 2]:
            part = tensors[f"{name}_{kind}_l{number}{end}"]
            if is_gru:
                reset, update, new = np.split(part, 3)
                part = np.concatenate([update, reset, new])
            parts.append(part.T)
        if one.use_bias:
            biases = parts[2:]
            parts = [*parts[:2], np.stack(biases) if is_gru else biases[0] + biases[1]]
        converted += parts
    return converted


def heads(tensors: Tensors, layer: Any) -> list[Array]:
    """Projections of query, key, value and result, with an axis for the heads."""
    projections = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
    together = present(tensors, layer, "in_proj_weight")
    weights = np.split(together[0], 3) if together else present(tensors, layer, *projections)
    shifts = present(tensors, layer, "in_proj_bias")
    biases = [part for each in shifts for part in np.split(each, 3)]
    converted: list[Array] = []
    for place, weight in enumerate(weights):
        converted.append(weight.T.reshape(weight.shape[1], layer.num_heads, -1))
        converted += [each.reshape(layer.num_heads, -1) for each in biases[place : place + 1]]
    weight, *bias = present(tensors, layer, "out_proj_weight", "out_proj_bias")
    return [*converted, weight.T.reshape(layer.num_heads, -1, weight.shape[0]), *bias]


def positions(length: int, features: int) -> Array:
    """Sines and cosines of each place (Vaswani et al., 2017): (length, features)."""
    rates = 10_000.0 ** (-np.arange(0, features, 2) / features)
    angles = np.arange(length)[:, None] * rates
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, -1)
    return waves[:, :features].astype("float32")


CONVERSIONS = {
    "Dense": kernels, "Conv1D": kernels, "Conv2D": kernels, "Conv3D": kernels, "Conv1DTranspose": kernels,
    "Conv2DTranspose": kernels, "Conv3DTranspose": kernels, "BatchNormalization": straight,
    "LayerNormalization": straight, "GroupNormalization": straight, "RMSNormalization": straight,
    "Embedding": straight, "PReLU": slopes, "LSTM": gates, "GRU": gates, "SimpleRNN": gates, "Bidirectional": gates,
    "MultiHeadAttention": heads, "Affine": affine, "Bilinear": straight,
}  # fmt: skip
"""How the weights of a layer of Keras are made of those of PyTorch."""
