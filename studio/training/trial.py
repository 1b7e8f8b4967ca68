"""Trying a network out before it is trained, so that nothing of it is another for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from studio.training.device import Compute

SEED = 1
"""Where chance begins in a trial; every step of a training begins at a seed of its own."""


@contextmanager
def untouched(model: nn.Module) -> Iterator[None]:
    """Within this a network may be run in training mode: statistics are as before at the end, gradients are none."""
    kept = [buffer.clone() for buffer in model.buffers()]
    try:
        yield
    finally:
        model.zero_grad(set_to_none=True)
        with torch.no_grad():
            for buffer, before in zip(model.buffers(), kept, strict=True):
                buffer.copy_(before)


def tried(run: Callable[[Tensor], Any], model: nn.Module, inputs: Tensor, compute: Compute) -> list[Tensor]:
    """What a way to run the model makes of inputs (B, *shape): its outputs, and the gradients of their sum."""
    with untouched(model):
        compute.seed(SEED)
        with compute.autocast():
            outputs = run(inputs)
        found = [outputs] if isinstance(outputs, Tensor) else list(outputs)
        torch.stack([output.float().sum() for output in found]).sum().backward()
        gradients = [weights.grad for weights in model.parameters() if weights.grad is not None]
    return [each.detach().float() for each in (*found, *gradients)]
