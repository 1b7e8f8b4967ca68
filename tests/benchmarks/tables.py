"""A table of a million rows and 20 columns, read into samples, against polars reading the file alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import polars as pl

from studio.data import TableFile
from studio.data.sources import source_of
from studio.data.table_files import parsing
from tests.benchmarks.result import Benchmark, Result

ROWS, NUMBERS, ROUNDS = 1_000_000, 18, 7


def write(path: Path) -> None:
    """18 numbers, a category of three, and a number to learn."""
    random = np.random.default_rng(0)
    columns = {f"x{at}": random.normal(size=ROWS).round(6) for at in range(NUMBERS)}
    pl.DataFrame({**columns, "kind": random.choice(["a", "b", "c"], ROWS), "y": random.normal(size=ROWS)}).write_csv(
        path
    )


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def reading_a_table() -> Result:
    """All of it as samples with targets, in turns with polars; the fastest of each."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        write(path)
        config = TableFile(path=str(path), roles=(("kind", "category"), ("y", "number")))

        def ours() -> None:
            parsing.forget()
            assert len(source_of(config).read(config).train) == ROWS

        times = [(seconds(ours), seconds(lambda: pl.read_csv(path))) for _ in range(ROUNDS)]
    mine, alone = (min(column) for column in zip(*times, strict=True))
    return Result("a table of 1,000,000 × 20 as samples, against polars alone", mine, alone, "s", 1.3, "at most")


BENCHMARKS: tuple[Benchmark, ...] = (reading_a_table,)
