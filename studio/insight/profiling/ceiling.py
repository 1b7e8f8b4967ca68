"""What a device can do at best, measured: multiplications of large matrices, and copies of large rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import torch

from studio.insight.profiling.clock import wait_for

SIDE = {"cuda": 4096, "mps": 2048, "cpu": 768}
BYTES = {"cuda": 2**28, "mps": 2**27, "cpu": 2**26}
"""Large enough to keep the device busy, on a processor too large for its caches."""

TRIES = 6


@dataclass(frozen=True)
class Ceiling:
    """Operations and bytes a second (Williams, Waterman, Patterson: Roofline, 2009).

    A step of `flops` operations that moves `bytes` cannot be done faster than `seconds` says.
    """

    flops: float
    bandwidth: float

    @property
    def ridge(self) -> float:
        """Operations for each byte from which on multiplying, and no longer memory, is what takes the time."""
        return self.flops / self.bandwidth

    def seconds(self, flops: float, moved: float) -> float:
        """The least time for so many operations and bytes."""
        return max(flops / self.flops, moved / self.bandwidth)


def ceiling(device: torch.device, dtype: torch.dtype = torch.float32) -> Ceiling:
    """Measure a device that multiplies in a number format, with the threads torch has now: a fifth of a second."""
    side = SIDE.get(device.type, 1024)
    first, second = (torch.rand(side, side, device=device).to(dtype) for _ in range(2))
    row = torch.zeros(BYTES.get(device.type, 2**26) // 4, device=device)
    other = torch.zeros_like(row)
    with torch.no_grad():
        multiplying = _fastest(lambda: torch.mm(first, second), device)
        copying = _fastest(lambda: other.copy_(row), device)
    return Ceiling(2 * side**3 / multiplying, 2 * row.nbytes / copying)


def _fastest(work: Callable[[], object], device: torch.device) -> float:
    best = float("inf")
    for _ in range(TRIES):
        begin = perf_counter()
        work()
        wait_for(device)
        best = min(best, perf_counter() - begin)
    return best
