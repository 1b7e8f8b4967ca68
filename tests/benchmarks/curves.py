"""A million steps of curves: panned over in the window, and read from the folder of a run while the UI goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer

from studio.training.events import BatchesDone, EpochDone, Event, RunStarted
from studio.training.runs import Run
from studio.training.runs.layout import CONFIG, EVENTS
from studio.ui.app import application
from studio.ui.background.pool import Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.charts.plots import PlotsPanel
from tests.benchmarks.result import Benchmark, Result

STEPS = 1_000_000
REPORT, EPOCH = 100, 1000
METRICS = ("accuracy", "f1")
FRAME, STALL = 1000 / 30, 16
"""Milliseconds of a frame at 30 a second, and of one of the screen."""

PANS = 120


def events() -> Iterator[Event]:
    """A run of a million steps."""
    yield RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, STEPS // EPOCH, EPOCH, 0, "", METRICS)
    random = np.random.default_rng(0)
    for first in range(0, STEPS, REPORT):
        steps = np.arange(first + 1, first + REPORT + 1)
        losses = 2.0 * np.exp(-steps / 2e5) + 0.3 * random.random(REPORT)
        values = {name: float(1 - losses[-1] / 2.5) for name in METRICS}
        yield BatchesDone(
            "run", first // EPOCH + 1, tuple(steps.tolist()), tuple(losses.tolist()), 1e3, first / 1e3, values, 1e-3
        )
        if (first + REPORT) % EPOCH == 0:
            told = {f"validation_{name}": value for name, value in values.items()} | {"validation_loss": 1.0}
            yield EpochDone("run", (first + REPORT) // EPOCH, first + REPORT, True, first / 1e3, values | told)


class Curves:
    """The panel with the curves of a run that is read from its folder."""

    def __init__(self, folder: Path) -> None:
        (folder / CONFIG).write_text(json.dumps({}))
        with (folder / EVENTS).open("w", encoding="utf-8") as file:
            file.writelines(f"{event.to_json()}\n" for event in events())
        self._pool, self._job = Pool(), TrainingJob()
        self.panel = PlotsPanel(self._job, self._pool)
        self.panel.resize(1200, 380)
        self.panel.show()
        self._run = Run(folder)
        self._stand()

    def _stand(self) -> None:
        """Have the charts imported, and one of them drawn."""
        loop, look = QEventLoop(), QTimer(interval=20)
        look.timeout.connect(lambda: loop.quit() if self.panel.charts else None)
        for event in islice(events(), 2):
            self.panel.take(event)
        look.start()
        loop.exec()
        look.stop()

    def watched(self, *, read: bool) -> list[float]:
        """The times in ms between ticks of a timer of a frame, while a run is read and drawn, or as long without."""
        loop, intervals, last = QEventLoop(), [], perf_counter()

        def tick() -> None:
            nonlocal last
            now = perf_counter()
            intervals.append(1000 * (now - last))
            last = now

        timer = QTimer(interval=STALL, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(tick)
        timer.start()
        if read:
            self.panel.settled.connect(loop.quit)
            self.panel.show_run(self._run)
            loop.exec()
        QTimer.singleShot(500 if read else 5000, loop.quit)
        loop.exec()
        timer.stop()
        return intervals

    def pan(self) -> list[float]:
        """Move the part that is seen, step by step; ms of the UI thread until each is drawn."""
        application().processEvents()
        board, times = self.panel.board, []
        assert board is not None
        first = self.panel.charts[0]
        for place in range(PANS):
            begin = thread_time()
            first.plot.show_x(50.0 + 3.0 * place, 450.0 + 3.0 * place)
            first.plot.view.moved.emit(False)
            board.draw()
            for chart in self.panel.charts:
                chart.repaint()
            times.append(1000 * (thread_time() - begin))
        return times

    def close(self) -> None:
        """End all threads."""
        self._pool.close()
        self._job.close()
        self.panel.hide()
        self.panel.deleteLater()


@cache
def _measured() -> tuple[float, float, float]:
    """95 of 100 frames of panning, and 99 of 100 ticks beside a reading and without, in ms."""
    application()
    with TemporaryDirectory() as home, closing(Curves(Path(home))) as curves:
        quiet = quantiles(curves.watched(read=False), n=100)[-1]
        beside = quantiles(curves.watched(read=True), n=100)[-1]
        return quantiles(curves.pan(), n=20)[-1], beside, quiet


def panning_curves() -> Result:
    """Three charts of a run of a million steps, of which 400,000 are seen."""
    pan, _, _ = _measured()
    return Result("a frame while panning over curves of a million steps, p95", pan, FRAME, "ms", 1, "at most")


def reading_curves() -> Result:
    """A 16 ms timer while a run of a million steps is read and drawn, against the same with nothing to do."""
    _, beside, quiet = _measured()
    return Result("16 ms timer while a run of a million steps is read, p99", beside, quiet, "ms", 2, "at most")


BENCHMARKS: tuple[Benchmark, ...] = (panning_curves, reading_curves)
