"""Training in the window: throughput with live curves against the plain loop, and how punctual the UI thread stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter

from PySide6.QtCore import QEventLoop, Qt, QTimer

from studio.project import Project
from studio.training.config import DeviceChoice, TrainingConfig
from studio.training.events import BatchesDone, Event, RunFailed
from studio.ui.app import application
from studio.ui.window.main_window import MainWindow
from tests.benchmarks.reference import BATCH_SIZE, bare_training, fashion_mnist, fashion_mnist_tensors, lenet_graph
from tests.benchmarks.result import Benchmark, Result

TICK = 16
"""Milliseconds of the timer that stands for a frame."""

SLICE = 1.0
"""Seconds of training, ours and the plain loop's in turns."""

SLICES = 15


class Window:
    """The main window with LeNet in it, training with live curves, and a 16 ms timer on its UI thread."""

    def __init__(self, device: DeviceChoice = "cpu") -> None:
        settings = TrainingConfig(batch_size=BATCH_SIZE, epochs=1000, device=device)
        self._window = MainWindow()
        self._window.show()
        self._window.present(Project("LeNet-5", lenet_graph(), fashion_mnist(), settings))
        self._window.show_beside(self._window.training)
        self._window.job.happened.connect(self._take)
        self.intervals: list[float] = []
        self._latest: BatchesDone | None = None
        self._last = perf_counter()
        self._timer = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin the training, and warm up."""
        self._window.train()
        self._run_until(lambda: self._latest is not None and bool(self._window.plots.charts))
        self.slice()
        self.intervals.clear()

    def slice(self) -> float:
        """Train for a while; samples per second."""
        self._window.job.resume()
        first = self._next_report()
        self._last = perf_counter()
        self._timer.start()
        self._run_for(SLICE)
        last = self._next_report()
        self._timer.stop()
        self._window.job.pause()
        self._run_for(0.2)
        return BATCH_SIZE * (last.steps[-1] - first.steps[-1]) / (last.seconds - first.seconds)

    def close(self) -> None:
        """End all threads."""
        self._window.shut_down()
        self._window.hide()
        self._window.deleteLater()

    def _next_report(self) -> BatchesDone:
        before = self._latest
        self._run_until(lambda: self._latest is not before)
        assert self._latest is not None
        return self._latest

    def _run_for(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def _run_until(self, condition: Callable[[], bool]) -> None:
        loop, look = QEventLoop(), QTimer(interval=20)
        look.timeout.connect(lambda: loop.quit() if condition() else None)
        look.start()
        loop.exec()
        look.stop()

    def _take(self, event: Event) -> None:
        if isinstance(event, BatchesDone):
            self._latest = event
        assert not isinstance(event, RunFailed), event.message

    def _tick(self) -> None:
        now = perf_counter()
        self.intervals.append(1000 * (now - self._last))
        self._last = now


class BareLoop:
    """The plain loop in a process of its own, without a window, that trains when it is asked to."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        self.slice()

    def slice(self) -> float:
        """Train for a while; samples per second."""
        self._pipe.send(SLICE)
        return float(self._pipe.recv())

    def close(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()


def _serve(pipe: Connection) -> None:
    rates = bare_training(*fashion_mnist_tensors())
    while (seconds := pipe.recv()) is not None:
        end, found = monotonic() + seconds, []
        while monotonic() < end:
            found.append(next(rates))
        pipe.send(len(found) / sum(1 / rate for rate in found))


@cache
def _measured() -> tuple[tuple[tuple[float, float], ...], tuple[float, ...]]:
    """Speeds of the window and of the plain loop in turns, and the intervals of the window's timer in ms."""
    application()
    fashion_mnist()
    with TemporaryDirectory() as home, closing(BareLoop()) as bare:
        os.environ["NN_STUDIO_HOME"] = home
        with closing(Window()) as window:
            window.start()
            pairs = tuple((window.slice(), bare.slice()) for _ in range(SLICES))
            return pairs, tuple(window.intervals)


def on_the_card() -> float:
    """Samples per second of LeNet in the window on an NVIDIA card, with curves drawn live."""
    application()
    with TemporaryDirectory() as home:
        os.environ["NN_STUDIO_HOME"] = home
        with closing(Window("cuda")) as window:
            window.start()
            return median(window.slice() for _ in range(SLICES // 3))


def window_training() -> Result:
    """LeNet on Fashion-MNIST, batch 64, with curves drawn live; the pair of slices in the middle."""
    pairs, _ = _measured()
    ratio = median(ours / reference for ours, reference in pairs)
    ours, reference = min(pairs, key=lambda pair: abs(pair[0] / pair[1] - ratio))
    return Result("the same in the window, with live curves", ours, reference, "images/s", 1.25)


def window_timer() -> Result:
    """Of a 16 ms timer on the UI thread while training, the interval that 99 of 100 keep below."""
    _, intervals = _measured()
    return Result(
        "16 ms timer while training, p99", quantiles(intervals, n=100)[98], TICK, "ms", 20 / TICK, bound="at most"
    )


def window_timer_worst() -> Result:
    """Of a 16 ms timer on the UI thread while training, the longest interval."""
    _, intervals = _measured()
    return Result("16 ms timer while training, worst", max(intervals), TICK, "ms", 40 / TICK, bound="at most")


BENCHMARKS: tuple[Benchmark, ...] = (window_training, window_timer, window_timer_worst)
