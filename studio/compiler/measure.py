"""What one layer does to given inputs and costs, measured by running it in torch on the meta device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from math import prod
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry, register_flop_formula

from studio.compiler.connections import COPYING, address, addresses, weight_uses, window_uses
from studio.compiler.own_generator import apart
from studio.compiler.shape_errors import (
    LARGEST_BYTES,
    RESULT_TOO_BIG,
    WEIGHTS_TOO_BIG,
    Refusal,
    is_empty,
    is_too_big,
    mixes_samples,
    objection,
    refuse,
    too_big,
)
from studio.compiler.short_sequences import FewSteps
from studio.compiler.tensors import TensorSpec
from studio.layers import Layer, time_limit
from studio.layers.activation import ReLU
from studio.layers.spec import Arrival
from studio.text import tr

__all__ = ["BATCH", "Measurement", "Refusal", "measure"]

BATCH = 1009
"""Samples in the trial run. A size no layer is likely to have, so that a layer mixing samples is noticed."""

OVERFLOW = ("overflow", "numel")
"""Words of torch's complaints about tensors with more entries than it can count."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A layer on inputs of given specs.

    MACs are per sample: multiply-accumulates as flop_counter has them. Connections are per sample too: how often a
    weight or a bias is used, and for pooling how many values its windows look at. Layers without weights have none.
    """

    outputs: tuple[TensorSpec, ...]
    parameters: int = 0
    trainable_parameters: int = 0
    macs: int = 0
    connections: int = 0


_endless: dict[Layer, time_limit.TimeLimitError] = {}
"""Layers whose code did not end in time: in a block of many copies nobody waits for each of them."""


@register_flop_formula(torch.ops.aten._trilinear)
def _bilinear_flops(first: Any, weight: Any, second: Any, *args: Any, out_shape: Any = None, **kwargs: Any) -> int:
    """Operations of torch.nn.Bilinear, for which torch has no formula: each weight is used once for each sample.

    The shapes are (N, 1, in1, 1), (1, out, in1, in2) and (N, 1, 1, in2).
    """
    return 2 * int(first[0]) * prod(weight)


def measure(layer: Layer, inputs: tuple[TensorSpec, ...]) -> Measurement | Refusal:
    """Build the layer on the meta device and run it on a batch of such inputs (evaluation mode).

    Allocates nothing and never raises: what torch objects to becomes a Refusal in the layer's words. Code that
    nobody has allowed does not run; that is asked before the cache, which knows nothing of consent.
    """
    withheld = layer.withheld()
    return _measured(layer, inputs) if withheld is None else Refusal(withheld)


@lru_cache(maxsize=20_000)
def _measured(layer: Layer, inputs: tuple[TensorSpec, ...]) -> Measurement | Refusal:
    arriving = [Arrival(*spec) for spec in inputs]
    refusal = objection(layer, arriving)
    if refusal is not None:
        return refusal
    try:
        module, results, macs, connections = (_limited_trial if layer.runs_code else _trial)(layer, inputs)
    except Exception as error:
        reason = layer.reason(error)
        if any(word in reason for word in OVERFLOW):
            return too_big(layer)
        return replace(refuse(layer, arriving, reason), line=layer.line_of(error))
    if any(tensor.dim() < 2 or tensor.shape[0] != BATCH for tensor in results):
        return mixes_samples(layer)
    outputs = tuple(TensorSpec(tuple(t.shape[1:]), str(t.dtype).removeprefix("torch.")) for t in results)
    if any(is_empty(spec.shape) for spec in outputs):
        return refuse(layer, arriving, tr("nothing would be left of it"))
    return _checked(layer, outputs, list(module.parameters()), macs, connections)


class _Count:
    """What is summed up over operations."""

    def __init__(self) -> None:
        self.total = 0


class _Counting(TorchDispatchMode):
    """Sums the operations of all that runs inside, by the formulas of `torch.utils.flop_counter`, and connections.

    Unlike its FlopCounterMode this keeps no account per module, which halves the time of a trial.
    """

    def __init__(self, weights: set[int], *, pooling: bool) -> None:
        super().__init__()
        self.flops, self.connections = _Count(), _Count()
        self._weights, self._pooling = weights, pooling
        self._copies: list[torch.Tensor] = []  # kept, so that no other tensor gets the address of one

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        operation, flops = func._overloadpacket, 0
        formula = flop_registry.get(operation)
        if formula is not None:
            flops = formula(*args, **(kwargs or {}), out_val=result)
            self.flops.total += flops
        if self._weights:
            if operation.__name__ in COPYING and address(args[0]) in self._weights:
                self._copies.append(result)
                self._weights.add(address(result))
            self.connections.total += weight_uses(operation.__name__, func, args, result, flops // 2, self._weights)
        elif self._pooling:
            self.connections.total += window_uses(operation.__name__, args, result)
        return result


def _trial(layer: Layer, inputs: Sequence[TensorSpec]) -> tuple[nn.Module, tuple[torch.Tensor, ...], int, int]:
    """The module, what it makes of a batch, its multiply-accumulates and connections per sample.

    Raises what torch raises.
    """
    with apart(layer), torch.device("meta"), torch.no_grad():
        module = layer.build(*(spec.shape for spec in inputs)).eval()
        batch = [torch.empty(BATCH, *s.shape, dtype=getattr(torch, s.dtype)) for s in layer.telling(inputs)]
        counting = _Counting(addresses(module.parameters()), pooling="pool" in type(module).__name__.lower())
        with counting, FewSteps(counting.flops, counting.connections):
            results = module(*batch)
    tensors = _tensors(layer, results)
    return module, tensors, counting.flops.total // (2 * BATCH), counting.connections.total // BATCH


def _limited_trial(layer: Layer, inputs: Sequence[TensorSpec]) -> tuple[nn.Module, tuple[torch.Tensor, ...], int, int]:
    """A trial of code that may never end. Raises TimeLimitError, from the second time on at once, or what it raises."""
    _load_what_trials_need()
    if layer in _endless:
        raise _endless[layer].with_traceback(None)
    try:
        return time_limit.within(time_limit.SECONDS, partial(_trial, layer, inputs))
    except time_limit.TimeLimitError as error:
        _endless[layer] = error
        raise


@lru_cache(maxsize=1)
def _load_what_trials_need() -> None:
    """Torch loads hundreds of modules at its first trial: not in the code's time, and never interrupted in that."""
    _trial(ReLU(), (TensorSpec((1,)),))


def _tensors(layer: Layer, results: Any) -> tuple[torch.Tensor, ...]:
    """What comes out, one tensor an output port. Raises TypeError where a layer gives something else."""
    tensors = results if isinstance(results, tuple) else (results,)
    for each in tensors:
        if not isinstance(each, torch.Tensor):
            raise TypeError(f"what comes out has to be tensors, but there is a {type(each).__name__}")
    wanted = max(1, len(layer.outputs))
    if len(tensors) != wanted or (wanted == 1 and isinstance(results, tuple)):
        raise TypeError(f"{len(tensors)} results come out in a tuple, but the layer has {wanted} output ports")
    return tensors


def _checked(
    layer: Layer, outputs: tuple[TensorSpec, ...], parameters: Sequence[nn.Parameter], macs: int, connections: int
) -> Measurement | Refusal:
    if any(map(is_too_big, outputs)):
        return too_big(layer, RESULT_TOO_BIG)
    if sum(p.numel() * p.element_size() for p in parameters) > LARGEST_BYTES:
        return too_big(layer, WEIGHTS_TOO_BIG)
    return Measurement(
        outputs=outputs,
        parameters=sum(p.numel() for p in parameters),
        trainable_parameters=sum(p.numel() for p in parameters if p.requires_grad),
        macs=macs,
        connections=connections,
    )
