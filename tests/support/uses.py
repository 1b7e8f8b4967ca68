"""Connections counted by themselves: with all numbers 1, what comes out of a weighted sum is how many it adds up."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import torch
from torch import nn
from torch.func import jacrev

from studio.compiler.measure import Measurement
from studio.compiler.tensors import TensorSpec
from studio.layers import Layer, Shape

NORMS = ("BatchNorm", "LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm", "Affine")


def uses(layer: Any, specs: Sequence[TensorSpec], measured: Measurement) -> int:
    """How often a sample makes the layer use a weight, a bias, or a value of a pooling window."""
    shapes = [spec.shape for spec in specs]
    if layer.family == "convolution" or layer.kind in ("Linear", "Bilinear", "Maxout", "Embedding"):
        return _sums(layer, specs, measured)
    if layer.kind.startswith(NORMS) or layer.kind == "PReLU":
        # Each number that comes out is scaled by one parameter and shifted by another.
        return prod(measured.outputs[0].shape) * len(list(layer.build(*shapes).parameters()))
    if layer.family == "recurrent" or layer.kind == "TransformerEncoderLayer":
        # Every step uses every weight once.
        return shapes[0][0] * measured.parameters
    if layer.kind == "MultiheadAttention":
        sources = shapes[1:] or shapes
        return _projections(layer, shapes[0], sources[0], sources[-1])
    return _pooled(layer, specs, measured) if layer.family == "pooling" else 0


def _sums(layer: Layer, specs: Sequence[TensorSpec], measured: Measurement) -> int:
    module = layer.build(*(spec.shape for spec in specs)).eval()
    for name, parameter in module.named_parameters():
        nn.init.constant_(parameter, 0.0 if name.endswith("bias") else 1.0)
    if layer.kind.startswith("ConvTranspose"):
        # What padding takes away of the result has been computed all the same.
        module.padding = module.output_padding = (0,) * (len(specs[0].shape) - 1)
    elif layer.family == "convolution":
        # Padded with ones, as what hangs over the edge counts like the rest.
        module.padding_mode = "replicate"
    if layer.kind == "Embedding":
        module.max_norm = module.padding_idx = None
    with torch.no_grad():
        summed = module(*map(_ones, specs)).sum()
    pieces = getattr(layer, "num_pieces", 1)
    biased = any(name.endswith("bias") for name, _ in module.named_parameters())
    return round(float(summed)) * pieces + prod(measured.outputs[0].shape) * pieces * biased


def _ones(spec: TensorSpec) -> torch.Tensor:
    """Ones, and of indices the first."""
    return torch.ones(1, *spec.shape) if spec.dtype == "float32" else torch.zeros(1, *spec.shape, dtype=torch.int64)


def _projections(layer: Any, queries: Shape, keys: Shape, values: Shape) -> int:
    """Queries, keys, values, and what is gathered, each step by a matrix and a bias."""
    (steps, features), (others, of_keys), (_, of_values) = queries, keys, values
    bias = int(layer.bias)
    return steps * 2 * features * (features + bias) + others * features * (of_keys + of_values + 2 * bias)


def _pooled(layer: Any, specs: Sequence[TensorSpec], measured: Measurement) -> int:
    if layer.kind.startswith("MaxUnpool"):
        return prod(specs[0].shape)
    if layer.kind.startswith("Adaptive"):
        before, after = specs[0].shape[1:], measured.outputs[0].shape[1:]
        return specs[0].shape[0] * prod(_looked_at(*sizes) for sizes in zip(before, after, strict=True))
    return prod(measured.outputs[0].shape) * prod(layer.kernel_size)


def _looked_at(size: int, windows: int) -> int:
    """Values that adaptive windows along an axis look at, seen from the gradient of their means."""
    sample = torch.rand(1, 1, size)
    found = jacrev(nn.AdaptiveAvgPool1d(windows))(sample)
    return int((found != 0).sum())
