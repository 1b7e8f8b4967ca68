"""Runs the benchmarks and prints a table: `python tests/benchmarks/run.py [--write] [WORD …]`.

Every module in this folder that has `BENCHMARKS`, functions that give a Result, takes part. Words choose the
benchmarks whose names have one of them; `--write` puts the table into README.md.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent.parent), str(FOLDER.parent / "support")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks.result import Benchmark, Result, Unavailable  # noqa: E402

MARKS = ("<!-- table -->", "<!-- end of table -->")
HEAD = ("| benchmark | ours | reference | unit | ratio | target | |", "|---|---:|---:|---|---:|---:|---|")


def benchmarks(words: Sequence[str]) -> Iterator[Benchmark]:
    """The benchmarks of all modules whose function's name has one of the words; without words all."""
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem == "run" or "BENCHMARKS" not in path.read_text(encoding="utf-8"):
            continue
        for benchmark in import_module(f"tests.benchmarks.{path.stem}").BENCHMARKS:
            if not words or any(word in benchmark.__name__ for word in words):
                yield benchmark


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
    for benchmark in benchmarks(words):
        try:
            result = benchmark()
        except Unavailable as reason:
            print(f"| {benchmark.__name__} | – | – | | | | not run: {reason} |")
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
