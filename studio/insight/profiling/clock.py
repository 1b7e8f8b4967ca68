"""Time on a device: what a processor takes, and what a graphics card takes while the processor has gone on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from time import perf_counter
from typing import Any, NamedTuple

import torch


class Times(NamedTuple):
    """Milliseconds: the median of several passes, and the quartiles around it."""

    median: float
    low: float
    high: float


class Clock:
    """Takes the time of steps by name, pass after pass."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._passes: list[dict[str, float]] = []
        self._marks: dict[str, list[tuple[Any, Any]]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Within this, time counts for a name; several times within one pass add up."""
        begin = self._now()
        yield
        self._marks.setdefault(name, []).append((begin, self._now()))

    def end_pass(self) -> None:
        """A pass is over."""
        wait_for(self._device)
        self._passes.append({name: sum(map(self._between, marks)) for name, marks in self._marks.items()})
        self._marks = {}

    def times(self) -> dict[str, Times]:
        """Of each name, over the passes."""
        names = self._passes[0] if self._passes else {}
        return {name: summed_up([each[name] for each in self._passes if name in each]) for name in names}

    def _now(self) -> Any:
        if self._device.type == "cuda":
            event = torch.cuda.Event(enable_timing=True)
            event.record()
            return event
        if self._device.type == "mps":
            torch.mps.synchronize()
        return perf_counter()

    def _between(self, mark: tuple[Any, Any]) -> float:
        begin, end = mark
        return float(begin.elapsed_time(end)) if self._device.type == "cuda" else 1000 * (end - begin)


def summed_up(values: list[float]) -> Times:
    """Median and quartiles of milliseconds."""
    if len(values) < 2:
        only = values[0] if values else 0.0
        return Times(only, only, only)
    low, median, high = quantiles(values, n=4, method="inclusive")
    return Times(median, low, high)


def wait_for(device: torch.device) -> None:
    """Wait until a device has done all that it was asked for."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
