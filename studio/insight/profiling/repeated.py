"""Work done again and again on a device, for a median that means something."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import perf_counter

import torch

from studio.insight.profiling.clock import Times, summed_up, wait_for
from studio.training.config import Precision
from studio.training.precision import autocast

WARM_UP, REPEATS, LEAST_REPEATS = 3, 20, 5
SECONDS = 3.0
"""Passes of one kind are made until there are so many, or at least so many and this time is over."""

Work = Callable[[], object]


@dataclass(frozen=True)
class Effort:
    """On which device, for how long at most, who may end it by raising between two passes, and the number format."""

    device: torch.device
    seconds: float = SECONDS
    check: Callable[[], None] = lambda: None
    precision: Precision = "float32"

    def computing(self) -> AbstractContextManager[object]:
        """The context in which networks compute in the number format."""
        return autocast(self.precision, self.device)

    def repeated(self, warm_up: Work, work: Work) -> int:
        """Do some work often enough for a median, after some passes to warm up; gives how often."""
        for _ in range(WARM_UP):
            self.check()
            warm_up()
        wait_for(self.device)
        begin, count = perf_counter(), 0
        while count < LEAST_REPEATS or (count < REPEATS and perf_counter() - begin < self.seconds):
            self.check()
            work()
            count += 1
        return count

    def timed(self, work: Work) -> tuple[Times, int]:
        """Milliseconds that the work takes as a whole, and how often it was done."""
        taken: list[float] = []

        def once() -> None:
            begin = perf_counter()
            work()
            wait_for(self.device)
            taken.append(1000 * (perf_counter() - begin))

        count = self.repeated(work, once)
        return summed_up(taken), count
