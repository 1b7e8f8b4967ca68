"""Whether a layer hands gradients back at all, found by asking torch for them."""

from __future__ import annotations

from functools import lru_cache

import torch

from studio.compiler.own_generator import OwnGenerator
from studio.layers import Layer

REACH = 4.0
"""Numbers from minus to plus this are tried: where those of a network mostly lie."""


@lru_cache(maxsize=1_000)
def is_flat(layer: Layer) -> bool:
    """Whether the slope of an activation is 0 wherever it is tried, so that nothing before it learns."""
    if layer.family != "activation" or layer.runs_code:
        return False
    tried = torch.linspace(-REACH, REACH, 4 * 64).reshape(4, 64).requires_grad_()
    try:
        with OwnGenerator(0), torch.enable_grad():
            result = layer.build((64,)).train()(tried)
            if not result.requires_grad:
                return True
            weights = torch.linspace(0.5, 1.5, result.numel()).reshape(result.shape)
            (slopes,) = torch.autograd.grad((result * weights).sum(), tried)
    except (RuntimeError, ValueError, TypeError, IndexError):
        return False
    return not bool(slopes.any())
