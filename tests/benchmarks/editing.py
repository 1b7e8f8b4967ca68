"""How long the UI thread is at work at a stretch for an edit among 10,000 nodes, until its read-outs are shown.

Its own time on the processor counts, so that what else the machine does has no part in the figure.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from functools import cache
from statistics import median
from tempfile import TemporaryDirectory
from time import thread_time

from PySide6.QtCore import QEventLoop, Qt, QTimer

from studio.graph import Graph, Source
from studio.graph.edits import add, move, remove, rename, set_layer
from studio.layers import Layer, layer
from studio.project import Project
from studio.ui.app import application
from studio.ui.background.garbage import GarbageCollection
from studio.ui.window.main_window import MainWindow
from tests.benchmarks.large_network import MANY, large_graph
from tests.benchmarks.result import Benchmark, Result

FRAME = 16
"""Milliseconds of a frame."""

TICK, SETTLED = 1, 120
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


class Window:
    """The main window with a large network, and a timer that tells how long its UI thread was at work at a stretch."""

    def __init__(self) -> None:
        self._window = MainWindow()
        collection = GarbageCollection(self._window)
        self._window.show()
        self._window.present(Project("Large", large_graph(MANY)))
        self._last, self._longest = thread_time(), 0.0
        self._timer = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._run_until_settled()
        collection.spare()

    def stall(self, edit: Callable[[Graph], Graph]) -> float:
        """Make an edit; the longest work at a stretch, in ms, until it is read out."""
        self._last, self._longest = thread_time(), 0.0
        self._window.session.edit("edit", edit)
        self._run_until_settled()
        return 1000 * self._longest

    def close(self) -> None:
        """End all threads."""
        gc.enable()
        self._window.shut_down()
        self._window.hide()
        self._window.deleteLater()

    def _run_until_settled(self) -> None:
        """Until the read-outs are there and nothing more follows from them."""
        loop, look = QEventLoop(), QTimer(interval=5)

        def end() -> None:
            if self._is_read_out():
                look.stop()
                QTimer.singleShot(SETTLED, loop.quit)

        look.timeout.connect(end)
        look.start()
        loop.exec()

    def _is_read_out(self) -> bool:
        session = self._window.session
        return session.analysis is not None and session.analysis.graph is session.graph

    def _tick(self) -> None:
        now = thread_time()
        self._longest = max(self._longest, now - self._last)
        self._last = now


@cache
def _measured() -> Mapping[str, float]:
    """The stall for each kind of edit, in ms, half of the edits being quicker."""
    with TemporaryDirectory() as home:
        os.environ["NN_STUDIO_HOME"] = home
        application()
        window = Window()
        found = {
            kind: median(window.stall(lambda graph, edit=edit, turn=turn: edit(graph, turn)) for turn in range(EDITS))
            for kind, edit in KINDS.items()
        }
        window.close()
    return found


def _benchmark(kind: str) -> Benchmark:
    def benchmark() -> Result:
        name = f"the UI thread at a stretch while {kind} one of {MANY:,} nodes, against a frame"
        return Result(name, _measured()[kind], FRAME, "ms", 1.0, "at most")

    benchmark.__name__ = f"editing_by_{kind}_many"
    return benchmark


def _convolution(size: int) -> Layer:
    return layer("Conv2d", out_channels=8, kernel_size=[size, size], padding="same")


BENCHMARKS: tuple[Benchmark, ...] = tuple(map(_benchmark, KINDS))
