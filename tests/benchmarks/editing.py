"""How long the UI thread is at work at a stretch for an edit among 10,000 nodes, until its read-outs are shown.

Its own time on the processor counts, so that what else the machine does has no part in the figure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from statistics import median
from tempfile import TemporaryDirectory

from studio.graph import Graph, Source
from studio.graph.edits import add, move, remove, rename, set_layer
from studio.layers import Layer, layer
from studio.project import Project
from studio.ui.app import application
from tests.benchmarks.large_network import MANY, large_graph
from tests.benchmarks.result import Benchmark, Result
from tests.benchmarks.turns import Window

FRAME = 16
"""Milliseconds of a frame."""

EDITS = 9
MIDDLE = f"node{MANY // 2 - MANY // 2 % 3 + 1}"

Edit = Callable[[Graph, int], Graph]

KINDS: Mapping[str, Edit] = {
    "moving": lambda graph, turn: move(graph, {MIDDLE: (turn + 11.0, 7.0)}),
    "changing": lambda graph, turn: set_layer(graph, MIDDLE, _convolution(3 + 2 * (turn % 2))),
    "adding": lambda graph, turn: add(graph, f"extra{turn}", layer("ReLU"), (Source(MIDDLE),), (300.0, 50.0)),
    "renaming": lambda graph, turn: rename(graph, f"extra{turn}", f"other{turn}"),
    "deleting": lambda graph, turn: remove(graph, [f"other{turn}"]),
}
"""What is done to a node, each kind after the one before it. The turn counts from 0."""


@cache
def _measured() -> Mapping[str, float]:
    """The stall for each kind of edit, in ms, half of the edits being quicker."""
    with TemporaryDirectory() as home:
        os.environ["NN_STUDIO_HOME"] = home
        application()
        window = Window()
        window.present(Project("Large", large_graph(MANY)))
        found = {kind: median(_stall(window, edit, turn) for turn in range(EDITS)) for kind, edit in KINDS.items()}
        window.close()
    return found


def _stall(window: Window, edit: Edit, turn: int) -> float:
    return window.longest_turn(lambda: window.main.session.edit("edit", lambda graph: edit(graph, turn)))


def _benchmark(kind: str) -> Benchmark:
    def benchmark() -> Result:
        name = f"the UI thread at a stretch while {kind} one of {MANY:,} nodes, against a frame"
        return Result(name, _measured()[kind], FRAME, "ms", 1.0, "at most")

    benchmark.__name__ = f"editing_by_{kind}_many"
    return benchmark


def _convolution(size: int) -> Layer:
    return layer("Conv2d", out_channels=8, kernel_size=[size, size], padding="same")


BENCHMARKS: tuple[Benchmark, ...] = tuple(map(_benchmark, KINDS))
