"""What one layer does to given inputs and costs, measured by running it in torch on the meta device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch.utils.flop_counter import FlopCounterMode

from studio.compiler.tensors import TensorSpec
from studio.layers import Layer
from studio.layers.spec import RANK_NAMES, format_shape

BATCH = 1009
"""Samples in the trial run. A size no layer is likely to have, so that a layer mixing samples is noticed."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A layer on inputs of given specs. MACs are per sample: multiply-accumulates as flop_counter has them."""

    outputs: tuple[TensorSpec, ...]
    parameters: int = 0
    trainable_parameters: int = 0
    macs: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a layer cannot take inputs of given specs, and what to change."""

    message: str
    remedy: str


@lru_cache(maxsize=20_000)
def measure(layer: Layer, inputs: tuple[TensorSpec, ...]) -> Measurement | Refusal:
    """Build the layer on the meta device and run it on a batch of such inputs (evaluation mode)."""
    refusal = _wrong_rank(layer, inputs)
    if refusal is not None:
        return refusal
    shapes = [spec.shape for spec in inputs]
    try:
        with torch.device("meta"), torch.no_grad(), FlopCounterMode(display=False) as flops:
            module = layer.build(*shapes).eval()
            results = module(*(torch.empty(BATCH, *s.shape, dtype=getattr(torch, s.dtype)) for s in inputs))
    except Exception as error:
        # Whatever torch objects to is an answer about the network, told in the layer's words.
        return Refusal(*layer.explain(shapes, error))
    tensors = results if isinstance(results, tuple) else (results,)
    if any(tensor.dim() < 2 or tensor.shape[0] != BATCH for tensor in tensors):
        return _mixes_samples(layer)
    parameters = list(module.parameters())
    return Measurement(
        outputs=tuple(TensorSpec(tuple(t.shape[1:]), str(t.dtype).removeprefix("torch.")) for t in tensors),
        parameters=sum(p.numel() for p in parameters),
        trainable_parameters=sum(p.numel() for p in parameters if p.requires_grad),
        macs=flops.get_total_flops() // (2 * BATCH),
    )


def _wrong_rank(layer: Layer, inputs: Sequence[TensorSpec]) -> Refusal | None:
    if layer.ranks is None:
        return None
    for spec in inputs:
        if len(spec.shape) not in layer.ranks:
            wanted = " or ".join(RANK_NAMES[rank] for rank in layer.ranks)
            got = f"{format_shape(spec.shape)}, {RANK_NAMES.get(len(spec.shape), 'which has more axes')}"
            return Refusal(f"{layer.kind} needs {wanted}, but gets {got}.", _rank_remedy(layer.ranks, len(spec.shape)))
    return None


def _rank_remedy(wanted: Sequence[int], got: int) -> str:
    if got > max(wanted) and max(wanted) <= 2:
        return "Put a Flatten before it."
    if got < min(wanted):
        return "Put it before the Flatten, where the data still has that shape, or change the Input's shape."
    return "Change what is plugged into it."


def _mixes_samples(layer: Layer) -> Refusal:
    return Refusal(
        f"{layer.kind} with these parameters works across the samples of a batch.",
        "Choose axes from 1 up: axis 0 is the batch, and every sample needs at least one axis of its own.",
    )
