"""The number formats that a network computes in: where each of them can be had, and what it takes beside."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch.amp import GradScaler

from studio.text import Text, tr
from studio.training.config import Precision
from studio.training.errors import TrainingError

HALF: dict[Precision, torch.dtype] = {"bfloat16": torch.bfloat16, "float16": torch.float16}
"""Formats of 16 bits, in which autocast has torch compute what loses little by it; weights stay in float32."""

AMPERE = (8, 0)
"""The compute capability from which on NVIDIA's cards have TF32 (NVIDIA A100 Tensor Core GPU Architecture, 2020)."""


def check_available(precision: Precision, device: torch.device, called: Text) -> None:
    """Raise TrainingError where a device, in words `called` so, does not have a format."""
    if precision == "tf32" and not _has_tf32(device):
        raise TrainingError(
            tr("TF32 is a format of NVIDIA's graphics cards from Ampere on, which {device} is not.", device=called),
            tr("Set precision to float32, or to bfloat16, which computes faster on many devices."),
        )
    if precision == "bfloat16" and device.type == "cuda" and not torch.cuda.is_bf16_supported():
        raise TrainingError(
            tr("The device “{device}” does not compute in bfloat16.", device=called),
            tr("Set precision to float16, which has a scaler for its gradients, or to float32."),
        )


def _has_tf32(device: torch.device) -> bool:
    return device.type == "cuda" and torch.cuda.get_device_capability(device) >= AMPERE


def autocast(precision: Precision, device: torch.device, *, cached: bool = True) -> AbstractContextManager[Any]:
    """The context in which the network computes in the format; weights are converted once in it where `cached`."""
    dtype = HALF.get(precision)
    return nullcontext() if dtype is None else torch.autocast(device.type, dtype=dtype, cache_enabled=cached)


def scaler(precision: Precision, device: torch.device) -> GradScaler:
    """What keeps gradients within the range of float16 (Micikevicius et al., 2018); it does nothing in other formats.

    The loss is multiplied by a scale before gradients are taken, and they are divided by it again; a step whose
    gradients overflow is left out, and the scale lowered.
    """
    return GradScaler(device.type, enabled=precision == "float16")
