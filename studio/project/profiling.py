"""Profiles of projects and runs, and what to change where one does not meet a budget of time or memory."""

from __future__ import annotations

from collections.abc import Callable

import torch

from studio.compiler.module import CompileError, inputs_of
from studio.insight.profiling.measuring import profile as measure
from studio.insight.profiling.profile import Profile
from studio.insight.profiling.repeated import SECONDS, Effort
from studio.layers.io import Input
from studio.project.export import outlined
from studio.project.exporters import Subject
from studio.project.model import Project
from studio.training.config import DeviceChoice
from studio.training.device import Compute, describe, release_memory, use_cores

SHORT = 0.5
"""Seconds for a measurement of many."""


def profiled(
    subject: Subject,
    *,
    batch: int | None = None,
    device: DeviceChoice | None = None,
    seconds: float = SECONDS,
    check: Callable[[], None] = lambda: None,
) -> Profile:
    """Measure the network of a subject on a device, with batches of the project's size where none is given.

    It computes in the project's number format.

    Samples are chance numbers. `check` is called between passes and may raise. Raises CompileError, TrainingError where
    the device is not there, or InsightError.
    """
    analysis, training = subject.analysis, subject.project.training
    if analysis.errors:
        raise CompileError(analysis.errors)
    size = batch or training.batch_size
    compute = Compute.choose(device or training.device, training.precision)
    place, called = compute.device, describe(compute.device)
    called = called if compute.precision == "float32" else f"{called}, {compute.precision}"
    if place.type == "cpu":
        use_cores(size * analysis.total.macs)
    module, _ = subject.trained
    try:
        inputs = [each.to(place) for each in chance(subject, size)]
        effort = Effort(place, seconds, check, compute.precision)
        return measure(module.to(place), analysis, inputs, effort, called)
    finally:
        release_memory()


def forward_time(project: Project, batch: int, device: DeviceChoice, check: Callable[[], None]) -> float:
    """Seconds that using a network takes for a batch, the median of some passes. Raises as `profiled` does."""
    subject, compute = outlined(project), Compute.choose(device, project.training.precision)
    place = compute.device
    if place.type == "cpu":
        use_cores(batch * subject.analysis.total.macs)
    network = subject.trained[0].to(place)
    inputs = [each.to(place) for each in chance(subject, batch)]
    with torch.no_grad(), compute.autocast():
        times, _ = Effort(place, SHORT, check).timed(lambda: network(*inputs))
    return times.median / 1000


def chance(subject: Subject, batch: int) -> list[torch.Tensor]:
    """Chance numbers (B, *shape) for each Input; zeros for numbers of words."""
    graph, generator = subject.project.graph, torch.Generator().manual_seed(0)
    layers = [layer for name in inputs_of(graph) if isinstance(layer := graph[name].layer, Input)]
    return [
        torch.zeros(batch, *layer.shape, dtype=torch.int64)
        if layer.dtype == "int64"
        else torch.randn(batch, *layer.shape, generator=generator)
        for layer in layers
    ]
