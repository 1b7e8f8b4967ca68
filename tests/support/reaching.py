"""How far a change of the input is felt: places changed one after the other, and what comes out compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from studio.compiler.tensors import TensorSpec
from studio.layers import Layer, Shape

BASES = 6
"""Random inputs that are changed; what one hides (the maximum of a window, the flat part of a ReLU) another shows."""


def felt(
    module: nn.Module, samples: Sequence[torch.Tensor], port: int, axis: int, *, channels_together: bool = False
) -> int:
    """The most places along an axis of an input that one output value, or all channels of a place, depend on.

    `samples` has one tensor (BASES, …) for each input, in double precision.
    """
    size = samples[port].shape[axis + 1]
    changed = samples[port].repeat(size, *[1] * (samples[port].dim() - 1))
    fresh = _fresh(samples[port]).repeat(size, *[1] * (samples[port].dim() - 1))
    for place in range(size):
        part = changed[place * BASES : (place + 1) * BASES].select(axis + 1, place)
        part.copy_(fresh[place * BASES : (place + 1) * BASES].select(axis + 1, place))
    inputs = [each.repeat(size, *[1] * (each.dim() - 1)) for each in samples]
    before = run(module, inputs)
    inputs[port] = changed
    difference = (run(module, inputs) != before).unflatten(0, (size, BASES)).any(1)
    return int(places_of((difference.any(1) if channels_together else difference).flatten(1)).max())


def run(module: nn.Module, inputs: Sequence[torch.Tensor]) -> torch.Tensor:
    """The first output for a batch; windows that a layer places at random stand alike in all samples."""
    for part in module.modules():
        if "FractionalMaxPool" in type(part).__name__:
            axes = inputs[0].dim() - 2
            part._random_samples = torch.full((*inputs[0].shape[:2], axes), 0.3, dtype=torch.float64)
    with torch.no_grad():
        made = module(*inputs)
    found: torch.Tensor = made[0] if isinstance(made, tuple) else made
    # A logarithm of a number below 0 is none, and is no other in the next run.
    return found.nan_to_num().round(decimals=9) if found.is_floating_point() else found


def samples_for(layer: Layer, specs: Sequence[TensorSpec], output: Shape) -> list[torch.Tensor]:
    """Random inputs in double precision; indices as a max pooling might give them."""
    torch.manual_seed(0)
    tensors = [_random(layer, spec) for spec in specs]
    if layer.kind.startswith("MaxUnpool"):
        tensors[1] = _indices(layer, specs[0].shape, output)
    return tensors


def places_of(mask: torch.Tensor) -> torch.Tensor:
    """For each column of (places, values), from the first place that is set to the last."""
    numbers = torch.arange(1, len(mask) + 1)[:, None]
    last = (mask * numbers).amax(0)
    first = (mask * (len(mask) + 1 - numbers)).amax(0)
    return torch.where(last > 0, last + first - len(mask), 0)


def _random(layer: Layer, spec: TensorSpec) -> torch.Tensor:
    if spec.dtype == "float32":
        numbers = torch.randn(BASES, *spec.shape, dtype=torch.float64)
        return numbers.abs() if layer.kind.startswith("LPPool") else numbers
    return torch.randint(0, getattr(layer, "num_embeddings", 2), (BASES, *spec.shape))


def _fresh(sample: torch.Tensor) -> torch.Tensor:
    if sample.is_floating_point():
        return torch.rand_like(sample) * 20 - (10 if bool(sample.min() < 0) else 0)
    return (sample + 1) % (int(sample.max()) + 1)


def _indices(layer: Any, shape: Shape, output: Shape) -> torch.Tensor:
    """The first place of each window, as a max pooling numbers them: row by row of a channel."""
    found = torch.zeros(shape[1:], dtype=torch.int64)
    for axis, (size, extent) in enumerate(zip(shape[1:], output[1:], strict=True)):
        stride = (layer.stride or layer.kernel_size)[axis]
        places = (torch.arange(size) * stride - layer.padding[axis]).clamp(0, extent - 1)
        found = found * extent + places.view(-1, *[1] * (len(shape) - 2 - axis))
    return found.expand(BASES, *shape).contiguous()
