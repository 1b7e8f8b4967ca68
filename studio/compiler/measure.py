"""What one layer does to given inputs and costs, measured by running it in torch on the meta device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from studio.compiler.recurrence import OneStep
from studio.compiler.refusal import (
    LARGEST_BYTES,
    Refusal,
    is_empty,
    is_too_big,
    mixes_samples,
    objection,
    refuse,
    too_big,
)
from studio.compiler.tensors import TensorSpec
from studio.layers import Layer
from studio.layers.spec import Arrival

__all__ = ["BATCH", "Measurement", "Refusal", "measure"]

BATCH = 1009
"""Samples in the trial run. A size no layer is likely to have, so that a layer mixing samples is noticed."""

OVERFLOW = ("overflow", "numel")
"""Words of torch's complaints about tensors with more entries than it can count."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A layer on inputs of given specs. MACs are per sample: multiply-accumulates as flop_counter has them."""

    outputs: tuple[TensorSpec, ...]
    parameters: int = 0
    trainable_parameters: int = 0
    macs: int = 0


@lru_cache(maxsize=20_000)
def measure(layer: Layer, inputs: tuple[TensorSpec, ...]) -> Measurement | Refusal:
    """Build the layer on the meta device and run it on a batch of such inputs (evaluation mode).

    Allocates nothing and never raises: what torch objects to becomes a Refusal in the layer's words.
    """
    arriving = [Arrival(*spec) for spec in inputs]
    refusal = objection(layer, arriving)
    if refusal is not None:
        return refusal
    try:
        module, results, macs = _trial(layer, inputs)
    except Exception as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        if any(word in reason for word in OVERFLOW):
            return too_big(layer, "its weights or its result")
        return refuse(layer, arriving, reason)
    if any(tensor.dim() < 2 or tensor.shape[0] != BATCH for tensor in results):
        return mixes_samples(layer)
    outputs = tuple(TensorSpec(tuple(t.shape[1:]), str(t.dtype).removeprefix("torch.")) for t in results)
    if any(is_empty(spec.shape) for spec in outputs):
        return refuse(layer, arriving, "nothing would be left of it")
    return _checked(layer, outputs, list(module.parameters()), macs)


class _FlopCount(TorchDispatchMode):
    """Sums the operations of all that runs inside, by the formulas of `torch.utils.flop_counter`.

    Unlike its FlopCounterMode this keeps no account per module, which halves the time of a trial.
    """

    def __init__(self) -> None:
        super().__init__()
        self.total = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        formula = flop_registry.get(func._overloadpacket)
        if formula is not None:
            self.total += formula(*args, **(kwargs or {}), out_val=result)
        return result


def _trial(layer: Layer, inputs: Sequence[TensorSpec]) -> tuple[nn.Module, tuple[torch.Tensor, ...], int]:
    """The module, what it makes of a batch, and its multiply-accumulates per sample; raises what torch raises."""
    with torch.device("meta"), torch.no_grad(), _FlopCount() as flops, OneStep(flops):
        module = layer.build(*(spec.shape for spec in inputs)).eval()
        results = module(*(torch.empty(BATCH, *s.shape, dtype=getattr(torch, s.dtype)) for s in inputs))
    tensors = results if isinstance(results, tuple) else (results,)
    return module, tensors, flops.total // (2 * BATCH)


def _checked(
    layer: Layer, outputs: tuple[TensorSpec, ...], parameters: Sequence[nn.Parameter], macs: int
) -> Measurement | Refusal:
    if any(map(is_too_big, outputs)):
        return too_big(layer, "the result for one sample")
    if sum(p.numel() * p.element_size() for p in parameters) > LARGEST_BYTES:
        return too_big(layer, "its weights")
    return Measurement(
        outputs=outputs,
        parameters=sum(p.numel() for p in parameters),
        trainable_parameters=sum(p.numel() for p in parameters if p.requires_grad),
        macs=macs,
    )
