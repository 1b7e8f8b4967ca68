"""How soon the window stands, against the time in which torch alone is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.result import Benchmark, Result

SCRIPT = Path(__file__).parent.parent / "support" / "first_paint.py"
TURNS = 7


def time_to_a_usable_window() -> Result:
    """From the start of the process until the window is painted and takes events."""
    ours: list[float] = []
    reference: list[float] = []
    for _ in range(TURNS + 1):
        reference.append(_seconds([sys.executable, "-c", "import torch"]))
        ours.append(_seconds([sys.executable, str(SCRIPT)]))
    return Result(
        "Time to a usable window, against “import torch”",
        median(ours[1:]),
        median(reference[1:]),
        "s",
        0.6,
        "at most",
    )


def _seconds(command: Sequence[str]) -> float:
    """Of a process that may keep compiled modules, as Python does by default; the first turn compiles them."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    subprocess.run(command, check=True, env=environment)
    return perf_counter() - start


BENCHMARKS: list[Benchmark] = [time_to_a_usable_window]
