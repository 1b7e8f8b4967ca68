"""Runs the benchmarks and prints a table: `python tests/benchmarks/run.py [--write] [WORD …]`.

Every module in this folder that has `BENCHMARKS`, functions that give a Result, takes part. Words choose the
benchmarks whose names have one of them; `--write` puts the table into README.md.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent.parent), str(FOLDER.parent / "support")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks.result import Benchmark, Result, Unavailable  # noqa: E402

MARKS = ("<!-- table -->", "<!-- end of table -->")
HEAD = ("| benchmark | ours | reference | unit | ratio | target | |", "|---|---:|---:|---|---:|---:|---|")


def benchmarks(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The modules with the benchmarks whose function's name has one of the words; without words all."""
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem == "run" or "BENCHMARKS" not in path.read_text(encoding="utf-8"):
            continue
        module = f"tests.benchmarks.{path.stem}"
        names = [benchmark.__name__ for benchmark in import_module(module).BENCHMARKS]
        chosen = [name for name in names if not words or any(word in name for word in words)]
        if chosen:
            yield module, chosen


def results(words: Sequence[str]) -> Iterator[Result | str]:
    """What the benchmarks give, or a line on why one cannot run.

    Each module has a process of its own: threads of OpenMP that one leaves behind would slow the next one down.
    """
    for module, names in benchmarks(words):
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            for name in names:
                try:
                    yield process.submit(measured, module, name).result()
                except Unavailable as reason:
                    yield f"| {name} | – | – | | | | not run: {reason} |"


def measured(module: str, name: str) -> Result:
    """The result of one benchmark."""
    found: Sequence[Benchmark] = import_module(module).BENCHMARKS
    return next(benchmark for benchmark in found if benchmark.__name__ == name)()


def row(result: Result) -> str:
    """One line of the table."""
    sign = "≥" if result.bound == "at least" else "≤"
    figures = f"{result.ours:,.4g} | {result.reference:,.4g}" if result.ours < 1000 else (
        f"{result.ours:,.0f} | {result.reference:,.0f}"
    )  # fmt: skip
    verdict = "met" if result.met else "missed"
    return f"| {result.name} | {figures} | {result.unit} | {result.ratio:.2f} | {sign} {result.target:g} | {verdict} |"


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit status tells whether every target was met."""
    words = [word for word in arguments if not word.startswith("-")]
    lines, met = list(HEAD), True
    print("\n".join(HEAD))
    for result in results(words):
        if isinstance(result, str):
            print(result)
            continue
        met &= result.met
        lines.append(row(result))
        print(lines[-1], flush=True)
    if "--write" in arguments:
        write(lines)
    return 0 if met else 1


def write(lines: Sequence[str]) -> None:
    """Put the table into README.md, with the machine it was measured on."""
    readme = FOLDER / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    table = "\n".join([f"Measured on {machine}.", "", *lines])
    readme.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
