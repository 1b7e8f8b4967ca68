"""How many connections an operation makes: uses of a weight, of a bias, or of a value in a pooling window."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any

import torch

NORMALIZING = frozenset({"embedding", "_prelu_kernel"})
"""Operations besides those with “norm” in their name that use each of their weights once for each number they give."""

COPYING = frozenset({"repeat"})
"""Operations whose result is weights still, written out several times, such as one for each sample (InstanceNorm)."""

REDUCING = frozenset({"mean", "sum", "amax", "max"})


def weight_uses(name: str, func: Any, args: tuple[Any, ...], result: Any, macs: int, weights: set[int]) -> int:
    """Uses of weights and biases in one operation, for the whole batch.

    `macs` are its multiply-accumulates (0 where it is no matrix product or convolution), `weights` the addresses of
    the storages that hold parameters. A window that hangs over the edge counts in full, as the usual formula
    `outputs · (C_in / groups · k² + 1)` has it. What only moves weights about, or shortens them in place, uses none.
    """
    used = [arg for arg in args if isinstance(arg, torch.Tensor) and address(arg) in weights]
    if not used or "renorm" in name:
        return 0
    # Where an operation gives several tensors (a split, say), torch makes a tuple or a list of them.
    produced: int = (result[0] if isinstance(result, tuple | list) else result).numel()
    if macs:
        biased = name in ("convolution", "addmm", "baddbmm") and any(arg.dim() == 1 for arg in used)
        return (macs if any(arg.dim() > 1 for arg in used) else 0) + produced * biased
    if torch.Tag.pointwise in func.tags or "norm" in name or name in NORMALIZING:
        return produced * len(used)
    return 0


def window_uses(name: str, args: tuple[Any, ...], result: Any) -> int:
    """Values that the windows of a pooling operation look at, for the whole batch."""
    output = result[0] if isinstance(result, tuple) else result
    if name.startswith(("_adaptive", "adaptive")):
        axes = output.dim() - 2
        sizes = zip(args[0].shape[-axes:], output.shape[-axes:], strict=True)
        return int(prod(output.shape[:2]) * prod(_adaptive(size, windows) for size, windows in sizes))
    if name.startswith(("max_pool", "avg_pool", "fractional_max_pool")):
        axes = int(name.partition("pool")[2][0])
        return int(output.numel() * prod(_each(args[1], axes)))
    if name in REDUCING or "unpool" in name:
        return int(args[0].numel())
    return 0


def address(tensor: torch.Tensor) -> int:
    """Where a tensor's numbers lie, also on the meta device; alike for views of one another."""
    return tensor.untyped_storage()._cdata


def addresses(tensors: Iterable[torch.Tensor]) -> set[int]:
    """The addresses of all these."""
    return {address(tensor) for tensor in tensors}


def _adaptive(size: int, windows: int) -> int:
    """Lengths of the windows along an axis, summed: window i runs from ⌊i·s/w⌋ to ⌈(i + 1)·s/w⌉ (adaptive pooling)."""
    return sum(-(-(i + 1) * size // windows) - i * size // windows for i in range(windows))


def _each(size: Any, axes: int) -> tuple[int, ...]:
    sizes = (size,) if isinstance(size, int) else tuple(size)
    return sizes * axes if len(sizes) == 1 else sizes
