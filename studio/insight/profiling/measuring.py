"""Measures a network on the device it is on: every node by itself, and the whole as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor, nn

from studio.compiler.analysis import Analysis
from studio.insight.errors import InsightError
from studio.insight.profiling.ceiling import Ceiling, ceiling
from studio.insight.profiling.clock import Clock, Times
from studio.insight.profiling.memory_use import Meter, Use
from studio.insight.profiling.profile import LayerProfile, Profile
from studio.insight.profiling.repeated import Effort
from studio.insight.profiling.walk import Walk, unwatched
from studio.text import tr, unended
from studio.training.device import DeviceKind
from studio.training.failures import LONE_VALUE
from studio.training.precision import HALF

BACK = "back:"
"""Before the names of steps back."""

NO_TIME = Times(0.0, 0.0, 0.0)


@dataclass
class _Seen:
    """What was measured, by node and of the whole."""

    forward: Mapping[str, Times] = field(default_factory=dict)
    trained: Mapping[str, Times] = field(default_factory=dict)
    backward: Mapping[str, Times] = field(default_factory=dict)
    memory: Mapping[str, Use] = field(default_factory=dict)
    use: Times = NO_TIME
    step: Times | None = None
    count: int = 0
    inference_peak: int = 0
    training_peak: int | None = None
    notes: tuple[str, ...] = ()


def profile(
    network: nn.Module, analysis: Analysis, inputs: Sequence[Tensor], effort: Effort, device_name: str
) -> Profile:
    """The profile for one batch (B, *shape) for each Input, both on the effort's device, where the network is too.

    Layers draw from torch's own generator, so no training may be on. Raises InsightError where a layer refuses the
    batch, or there is not enough memory for it.
    """
    walk, seen = Walk(network, analysis, inputs, effort.computing), _Seen()
    try:
        _use(walk, inputs, effort, seen)
        _train(walk, inputs, effort, seen)
    except (RuntimeError, IndexError, MemoryError) as error:
        raise _refused(error, len(inputs[0])) from None
    finally:
        network.zero_grad(set_to_none=True)
        network.eval()
    weights = sum(each.nbytes for each in (*network.parameters(), *network.buffers()))
    best = _at_least(ceiling(effort.device, HALF.get(effort.precision, torch.float32)), analysis, len(inputs[0]), seen)
    layers = tuple(_layer(name, walk, analysis, len(inputs[0]), best, seen) for name in walk.modules)
    return Profile(
        cast(DeviceKind, effort.device.type), device_name, len(inputs[0]), seen.count, layers, seen.use, seen.step,
        seen.inference_peak + weights, None if seen.training_peak is None else seen.training_peak + weights, best,
        seen.notes, effort.precision,
    )  # fmt: skip


def _use(walk: Walk, inputs: Sequence[Tensor], effort: Effort, seen: _Seen) -> None:
    """Times and memory of using the network."""
    walk.network.eval()
    clock, meter = Clock(effort.device), Meter(effort.device)

    def once() -> None:
        walk.forward(clock.step)
        clock.end_pass()

    effort.repeated(partial(walk.forward, unwatched), once)
    with meter.watching():
        walk.forward(meter.step)
    with torch.no_grad():
        seen.use, seen.count = effort.timed(lambda: _used(walk, inputs))
    seen.forward, seen.memory, seen.inference_peak = clock.times(), meter.found, meter.highest


def _train(walk: Walk, inputs: Sequence[Tensor], effort: Effort, seen: _Seen) -> None:
    """Times and memory of a step of training; a note where it takes more samples."""
    walk.network.train()
    forward, backward = Clock(effort.device), Clock(effort.device)

    def once() -> None:
        walk.train(forward.step, backward.step)
        forward.end_pass()
        backward.end_pass()

    try:
        effort.repeated(partial(walk.train, unwatched, unwatched), once)
    except ValueError as error:
        if LONE_VALUE not in str(error):
            raise _refused(error, len(inputs[0])) from None
        seen.notes = (tr("Training was not measured: BatchNorm needs more than one sample in a batch."),)
        return
    walk.network.zero_grad(set_to_none=True)
    meter = Meter(effort.device)
    with meter.watching():
        walk.train(meter.step, lambda name: meter.step(BACK + name))
    back = {name: meter.found.pop(BACK + name, Use(0, 0)) for name in walk.modules}
    seen.memory = {name: Use(max(use.peak, back[name].peak), use.kept) for name, use in meter.found.items()}
    seen.step, _ = effort.timed(partial(_step, walk, inputs))
    seen.trained, seen.backward = forward.times(), backward.times()
    seen.training_peak = meter.highest


def _used(walk: Walk, inputs: Sequence[Tensor]) -> Any:
    """What the whole network gives, in its number format."""
    with walk.computing():
        return walk.network(*inputs)


def _step(walk: Walk, inputs: Sequence[Tensor]) -> None:
    """Forward and back through the whole network."""
    walk.network.zero_grad(set_to_none=True)
    found = _used(walk, inputs)
    outputs = [each for each in (found if isinstance(found, tuple) else (found,)) if each.requires_grad]
    if outputs:
        torch.autograd.backward(outputs, [torch.ones_like(each) for each in outputs])


def _layer(name: str, walk: Walk, analysis: Analysis, batch: int, best: Ceiling, seen: _Seen) -> LayerProfile:
    report, module = analysis.calls[name], walk.modules[name]
    inputs, outputs = walk.sizes[name]
    weights = sum(each.nbytes for each in module.parameters())
    moved = 0 if name in walk.views else inputs + outputs + weights
    macs = batch * report.macs
    return LayerProfile(
        name, walk.flat[name].layer.kind, seen.forward[name], seen.trained.get(name), seen.backward.get(name),
        seen.memory.get(name, Use(0, 0)), outputs, macs, moved, 1000 * best.seconds(2 * macs, moved),
    )  # fmt: skip


def _at_least(best: Ceiling, analysis: Analysis, batch: int, seen: _Seen) -> Ceiling:
    """What the device can do is no less than what it did for a layer."""
    rates = [2000 * batch * analysis.calls[name].macs / each.low for name, each in seen.forward.items() if each.low]
    return Ceiling(max([best.flops, *rates]), best.bandwidth)


def _refused(error: Any, batch: int) -> InsightError:
    """The error for a batch that the network, or the memory, does not take."""
    reason = unended(str(error).strip().partition("\n")[0] or type(error).__name__)
    return InsightError(
        tr("The network cannot be measured with a batch of {batch}: {reason}.", batch=batch, reason=reason),
        tr("Choose another batch."),
    )
