"""How soon a thousand runs are listed that were listed before, against 0.3 s."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from written_runs import written_run

from studio.training.runs.description import RECORDS
from studio.training.runs.listing import listed_runs
from tests.benchmarks.result import Benchmark, Result

RUNS = 1000
TURNS = 7
WANTED = 0.3
"""Seconds."""


def a_thousand_runs_known_before() -> Result:
    """With an index that has them all; each run has 30 epochs."""
    with TemporaryDirectory() as folder:
        for number in range(RUNS):
            path = written_run(Path(folder, "runs", f"{number // 50}", f"{number}"), epochs=30)
            for name in RECORDS:
                os.utime(path / name, (1e9, 1e9))
        seconds = [_seconds(Path(folder)) for _ in range(TURNS + 1)]
    return Result("1,000 runs listed again, against 0.3 s", median(seconds[1:]), WANTED, "s", 1.0, "at most")


def _seconds(folder: Path) -> float:
    start = perf_counter()
    assert len(listed_runs(folder / "runs", folder / "runs.sqlite")) == RUNS
    return perf_counter() - start


BENCHMARKS: list[Benchmark] = [a_thousand_runs_known_before]
