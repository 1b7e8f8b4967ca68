"""What a training takes of the chosen device's memory, and the largest batch that fits it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import torch

from studio.compiler.analysis import Analysis
from studio.compiler.memory import Memory, memory
from studio.training.config import TrainingConfig
from studio.training.device import Compute
from studio.training.errors import TrainingError
from studio.training.optimizers import Optimizer
from studio.training.precision import HALF

PROBE = 4096
"""Weights on which an optimizer's state is measured: many, so that its counters do not weigh."""

MOST_STEPS = 200
"""Steps after which an optimizer's state is taken to have its full size."""

USABLE = 0.9
"""Share of a device's memory that a training may count on; the system and the libraries need the rest."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """Memory of a training as a project has it. `room` and `largest_batch` are None where the device is not there."""

    memory: Memory
    batch_size: int
    device: str
    room: int | None

    @property
    def training_bytes(self) -> int:
        """Bytes for training with the batches of the project."""
        return self.memory.training(self.batch_size)

    @property
    def inference_bytes(self) -> int:
        """Bytes for using the network on one sample."""
        return self.memory.inference()

    @property
    def largest_batch(self) -> int | None:
        """Samples in the largest batch that trains on the device; 0 where not even one does."""
        return None if self.room is None else self.memory.largest_batch(self.room)

    def figures(self) -> dict[str, Any]:
        """JSON values: `training_memory` by its parts, `inference_memory`, and `largest_batch`."""
        parts = self.memory
        training = {
            "bytes": self.training_bytes,
            "batch_size": self.batch_size,
            "weights": parts.weights,
            "average_weights": parts.average,
            "gradients": parts.gradients,
            "optimizer_state": parts.optimizer_state,
            "saved_activations": self.batch_size * parts.saved_bytes,
            "working_activations": self.batch_size * parts.working_bytes,
            "device": self.device,
            "device_bytes": self.room,
            "largest_batch": self.largest_batch,
        }
        return {
            "training_memory": training,
            "inference_memory": self.inference_bytes,
            "largest_batch": self.largest_batch,
        }


def figures(analysis: Analysis, training: TrainingConfig) -> dict[str, Any]:
    """The figures of a network's footprint, None each for a network with errors, of which they cannot be known."""
    if analysis.errors:
        return dict.fromkeys(("training_memory", "inference_memory", "largest_batch"))
    return footprint(analysis, training).figures()


def footprint(analysis: Analysis, training: TrainingConfig) -> Footprint:
    """The memory of a network trained like this. In formats of 16 bits activations are taken to be half."""
    needed = memory(
        analysis,
        state_bytes_per_weight=state_bytes(training.optimizer),
        activation_scale=0.5 if training.precision in HALF else 1.0,
    )
    if training.average_weights.options() is not None:
        needed = replace(needed, average=needed.weights)
    try:
        device = Compute.choose(training.device).device
    except TrainingError:
        return Footprint(needed, training.batch_size, training.device, None)
    return Footprint(needed, training.batch_size, device.type, room(device))


def room(device: torch.device) -> int | None:
    """Bytes of a device's memory that a training may count on; None where the system does not tell."""
    if device.type == "cuda":
        return int(USABLE * torch.cuda.get_device_properties(device).total_memory)
    if device.type == "mps":
        return int(USABLE * torch.mps.recommended_max_memory())
    try:
        return int(USABLE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None


@lru_cache(maxsize=256)
def state_bytes(declaration: Optimizer) -> float:
    """Bytes that an optimizer keeps for each weight, measured on a few weights: 8 for Adam.

    Steps are made until the state grows no more, as LBFGS gathers a history of them.
    """
    weights = torch.nn.Parameter(torch.linspace(-1, 1, PROBE))
    optimizer = declaration.build([weights])
    # Slopes that differ this much are not found out in a few steps, so that a history fills.
    slopes = torch.logspace(0, 4, PROBE)

    def loss() -> float:
        optimizer.zero_grad()
        found = (slopes * weights.pow(2)).sum() / 2
        found.backward()
        return found.item()

    kept = [-2, -1]
    while len(kept) < MOST_STEPS and kept[-1] > kept[-2]:
        optimizer.step(loss)
        kept.append(_kept(optimizer))
    return round(kept[-1] / PROBE, 1)


def _kept(optimizer: torch.optim.Optimizer) -> int:
    storages = {tensor.untyped_storage()._cdata: tensor for tensor in _tensors(optimizer.state.values())}
    return sum(tensor.untyped_storage().nbytes() for tensor in storages.values())


def _tensors(values: Iterable[Any]) -> Iterator[torch.Tensor]:
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, dict):
            yield from _tensors(value.values())
        elif isinstance(value, list | tuple):
            yield from _tensors(value)
