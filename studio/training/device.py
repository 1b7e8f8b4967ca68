"""Where and how the numbers are computed: device, threads, precision, memory layout.

The one place to change for several devices or machines.
"""

from __future__ import annotations

import inspect
import platform
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import ceil
from types import MethodType
from typing import Any, Literal

import torch
from torch import nn
from torch.amp import GradScaler

from studio.layers import Shape
from studio.text import Text, listed, ntr, tr
from studio.training.config import DeviceChoice, Precision
from studio.training.errors import TrainingError
from studio.training.optimizers import Optimizer
from studio.training.parameter_groups import groups
from studio.training.precision import HALF, autocast, check_available, scaler
from studio.training.sharded_tensors import is_sharded

DeviceKind = Literal["cpu", "cuda", "mps"]

NAMES: dict[DeviceKind, Text] = {
    "cpu": tr("the processor"), "cuda": tr("an NVIDIA graphics card"), "mps": tr("an Apple GPU"),
}  # fmt: skip
FREE_SHARE = 0.5
"""Share of the free device memory that the data may take, the rest being for the training itself."""

MACS_PER_CORE = 10_000_000
"""Multiply-accumulates in the forward pass of a batch that are worth a core (measured: LeNet at 8×8 and 28×28)."""

CORES = torch.get_num_threads()
"""As many threads as torch finds best here; taken before anyone lowers the number for a thread of their own."""


def available() -> tuple[DeviceKind, ...]:
    """The devices of this machine, the fastest first."""
    found: list[DeviceKind] = []
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return (*found, "cpu")


def describe(device: torch.device) -> str:
    """The device for people: `NVIDIA H200`, `CPU, 2 threads`."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return tr("Apple GPU ({machine})", machine=platform.machine())
    return ntr("CPU, {count} thread", "CPU, {count} threads", torch.get_num_threads())


def use_cores(macs: int) -> None:
    """Let torch operations of this thread use the cores that steps of so many multiply-accumulates keep busy.

    For the thread that trains. On small steps a second core gains nothing, and costs much as soon as something else,
    such as a window that draws curves, wants it too: both then wait for each other in every operation.
    """
    torch.set_num_threads(max(1, min(CORES, ceil(macs / MACS_PER_CORE))))


def use_one_core() -> None:
    """Keep torch operations of this thread to itself. For a thread beside the one that trains, before its first.

    Otherwise both keep a team of threads alive, more than there are cores, and small networks train several times
    slower.
    """
    torch.set_num_threads(1)


def release_memory() -> None:
    """Give memory that nobody uses any more back to the device."""
    if torch.cuda.is_initialized():
        torch.cuda.empty_cache()


@dataclass(frozen=True)
class Compute:
    """A device with the number format to use on it."""

    device: torch.device
    precision: Precision = "float32"

    @classmethod
    def choose(cls, choice: DeviceChoice, precision: Precision = "float32") -> Compute:
        """The device asked for, `auto` being the fastest there is.

        Raises TrainingError when it is not there, or does not have the number format.
        """
        there = available()
        kind: DeviceKind = there[0] if choice == "auto" else choice
        if kind not in there:
            raise TrainingError(
                tr(
                    "The device “{device}” is not available: PyTorch finds only {others} on this machine.",
                    device=kind, others=listed(NAMES[other] for other in there),
                ),
                tr("Choose the device “auto”, or install a PyTorch build for it."),
            )  # fmt: skip
        device = torch.device(kind, 0) if kind == "cuda" else torch.device(kind)
        check_available(precision, device, NAMES[kind])
        return cls(device, precision)

    def autocast(self, *, cached: bool = True) -> AbstractContextManager[Any]:
        """The context in which the network runs in the number format chosen; weights are converted once in it."""
        return autocast(self.precision, self.device, cached=cached)

    def scaler(self) -> GradScaler:
        """What keeps gradients in the range of the number format; it does nothing where that needs no help."""
        return scaler(self.precision, self.device)

    def memory_format(self, shape: Shape) -> torch.memory_format:
        """Layout of batches of samples of this shape: channels last for pictures, where convolutions are faster so."""
        pictures = len(shape) == 3
        faster = self.device.type == "cpu" or (self.device.type == "cuda" and self.precision in HALF)
        return torch.channels_last if pictures and faster else torch.contiguous_format

    def place(self, model: nn.Module, shape: Shape, *, in_rows: bool = False) -> nn.Module:
        """Move a model for samples of this shape to the device, its weights in the layout of their batches.

        `in_rows` leaves them as they are, for an optimizer that lays all weights in one row.
        """
        layout = torch.contiguous_format if in_rows else self.memory_format(shape)
        placed: nn.Module = model.to(self.device).to(memory_format=layout)  # type: ignore[call-overload]
        return placed

    def holds(self, size: int) -> bool:
        """Whether the device has room to keep so many bytes for the whole training."""
        if self.device.type != "cuda":
            return True
        free, _ = torch.cuda.mem_get_info(self.device)
        return size < FREE_SHARE * free

    def optimizer(
        self, declaration: Optimizer, model: nn.Module, *, decay_biases_and_norms: bool = True
    ) -> torch.optim.Optimizer:
        """The optimizer over the trained weights of `model`, with all weights in one kernel where torch has one."""
        fused = "fused" in inspect.signature(getattr(torch.optim, declaration.kind)).parameters
        fused = fused and not any(map(is_sharded, model.parameters()))  # for which torch has not all of these kernels
        parts = groups(model, decay_biases_and_norms=decay_biases_and_norms or not declaration.decay)
        return _unprofiled(declaration.build(parts, **({"fused": True} if fused else {})))

    def seed(self, value: int) -> None:
        """Set the generators that layers draw from. `torch.manual_seed` does the same in 80 times the time."""
        torch.default_generator.manual_seed(value)
        if self.device.type == "cuda":
            torch.cuda.default_generators[self.device.index].manual_seed(value)
        elif self.device.type == "mps":
            torch.mps.manual_seed(value)


def _unprofiled(optimizer: torch.optim.Optimizer) -> torch.optim.Optimizer:
    """An optimizer whose steps leave out what torch puts around them for its profiler and for hooks, of which we have
    none: of a small network that is a quarter of a step's own time."""
    step = type(optimizer).step
    optimizer.step = MethodType(getattr(step, "__wrapped__", step), optimizer)  # type: ignore[method-assign]
    return optimizer
