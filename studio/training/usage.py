"""What a training takes of its machine: time spent waiting for batches, memory, and how busy the device is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from studio.training.batches import Batch
from studio.training.events import Usage

LOOK_SECONDS = 1.0
"""Time between two questions to the driver of a graphics card; it has a mean over about as long."""

_STATM = Path("/proc/self/statm")


class UsageMeter:
    """Measures between one report and the next, for the thread that trains on this device."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._has_counter = device.type == "cuda"
        self._busy: float | None = None
        self._looked = 0.0
        self.restart()

    def restart(self) -> None:
        """Measure from now on."""
        self._fetching = self._blocked = 0.0
        self._mark, self._worked = time.perf_counter(), time.process_time()

    def fetched(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches; the time that each is waited for is taken down."""
        while True:
            begin = time.perf_counter()
            batch = next(batches, None)
            self._fetching += time.perf_counter() - begin
            if batch is None:
                return
            yield batch

    @contextmanager
    def blocked(self) -> Iterator[None]:
        """Within this the device is waited for, so that it is not the one that waits."""
        begin = time.perf_counter()
        yield
        self._blocked += time.perf_counter() - begin

    def read(self) -> Usage:
        """What was measured since the beginning or the latest restart."""
        now, worked = time.perf_counter(), time.process_time()
        seconds = max(now - self._mark, 1e-9)
        # On the processor itself reading results is work; elsewhere it tells that the device had enough to do.
        waited = self._fetching - (0.0 if self._device.type == "cpu" else self._blocked)
        return Usage(
            waiting=round(min(max(waited / seconds, 0.0), 1.0), 3),
            memory=_memory(self._device),
            load=self._load((worked - self._worked) / seconds),
        )

    def _load(self, cores: float) -> float | None:
        """The share of the device that is busy: of all cores, or as the driver counts it; None where it does not."""
        if self._device.type == "cpu":
            return round(min(cores / (os.cpu_count() or 1), 1.0), 3)
        if self._has_counter and time.perf_counter() - self._looked > LOOK_SECONDS:
            self._looked = time.perf_counter()
            try:
                self._busy = round(min(torch.cuda.utilization(self._device) / 100, 1.0), 3)
            except Exception:  # the driver's own library is not there, or refuses in a way of its own
                self._has_counter, self._busy = False, None
        return self._busy


def _memory(device: torch.device) -> int | None:
    """Bytes that the training holds: of the device, or in main memory all of this process."""
    if device.type == "cuda":
        return torch.cuda.memory_reserved(device)
    if device.type == "mps":
        return int(torch.mps.driver_allocated_memory())
    if sys.platform.startswith("linux"):
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return None
