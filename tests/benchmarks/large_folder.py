"""A window that opens a folder of 100,000 pictures: how soon their number is there, and how long its thread is held up.

Between two ticks of a timer of 1 ms the thread works, waits for Python's lock, or for the processor. Its own work is
told by its time on the processor; what it waits for the lock, by the ticks, in a window that has the machine to itself.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time
from typing import NamedTuple

from PIL import Image
from PySide6.QtCore import QEventLoop, Qt, QTimer

from studio.data import ImageFolder
from studio.project import Project
from studio.ui.app import application
from tests.benchmarks.result import Benchmark, Result
from tests.benchmarks.turns import Window

PICTURES, CLASSES, SIZE = 100_000, 10, 64
FRAME = 16.0
AFTER = 1_000
"""Milliseconds that are looked at after the number is there."""


class Opening(NamedTuple):
    """Seconds until the number of pictures is told; the longest work and the longest wait of the UI thread in ms, and
    the wait that 99 of 100 ticks stay below."""

    seconds: float
    work: float
    wait: float
    usual: float


def index_of_a_large_folder() -> Result:
    """Until the window tells how many pictures there are of each class."""
    return Result(f"{PICTURES:,} pictures in a folder: until the window tells how many", _opening().seconds, 10.0, "s",
                  1.0, "at most")  # fmt: skip


def work_of_the_window_meanwhile() -> Result:
    """The longest that its thread is at work in one turn."""
    return Result("the same: longest turn of the window's thread, own work", _opening().work, FRAME, "ms", 1.0,
                  "at most")  # fmt: skip


def ticks_of_the_window_meanwhile() -> Result:
    """How late 99 of 100 ticks come at most."""
    return Result("the same: 99 of 100 ticks of its timer come within", _opening().usual, FRAME, "ms", 1.0,
                  "at most")  # fmt: skip


@cache
def _opening() -> Opening:
    with TemporaryDirectory(prefix="pictures") as folder:
        os.environ["NN_STUDIO_HOME"] = str(Path(folder, "home"))
        write(Path(folder, "pictures"))
        return _opened(Path(folder, "pictures"))


def _opened(folder: Path) -> Opening:
    application()
    window, data = Window(), ImageFolder(path=str(folder))
    window.present(Project())
    ticks, told = Ticks(), Told(window, data)
    window.main.session.apply("data", replace(window.main.session.project, data=data))
    told.wait()
    found = ticks.stop()
    window.close()
    return Opening(told.seconds, found.work, found.wait, found.usual)


class Late(NamedTuple):
    """The longest work and wait between two ticks in ms, and the wait that 99 of 100 stay below."""

    work: float
    wait: float
    usual: float


class Ticks:
    """A timer of the UI thread that notes what is between its ticks."""

    def __init__(self) -> None:
        self._last = perf_counter(), thread_time()
        self._waits: list[float] = []
        self._works: list[float] = []
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def stop(self) -> Late:
        """What was noted."""
        self._timer.stop()
        waits = sorted(self._waits)
        return Late(max(self._works), waits[-1], waits[round(0.99 * len(waits)) - 1])

    def _tick(self) -> None:
        now = perf_counter(), thread_time()
        self._waits.append(1000 * (now[0] - self._last[0]))
        self._works.append(1000 * (now[1] - self._last[1]))
        self._last = now


class Told:
    """Waits until a window has the description of data."""

    def __init__(self, window: Window, data: ImageFolder) -> None:
        self._window, self._data, self._begun = window, data, perf_counter()
        self._loop, self._looking = QEventLoop(), QTimer(interval=20)
        self._looking.timeout.connect(self._look)
        self.seconds = 0.0

    def wait(self) -> None:
        """Until it is there, and what follows from it is done."""
        self._looking.start()
        self._loop.exec()

    def _look(self) -> None:
        if self._window.main.session.descriptions.of(self._data, self) is not None:
            self.seconds = perf_counter() - self._begun
            self._looking.stop()
            QTimer.singleShot(AFTER, self._loop.quit)


def write(folder: Path, count: int = PICTURES) -> None:
    """JPEG files in folders of classes, all alike: what is measured reads their headers."""
    Image.new("RGB", (SIZE, SIZE), (40, 120, 200)).save(Path(folder.parent, "one.jpg"))
    content = Path(folder.parent, "one.jpg").read_bytes()
    for label in range(CLASSES):
        (folder / f"class{label}").mkdir(parents=True)
    for number in range(count):
        (folder / f"class{number % CLASSES}" / f"{number:06}.jpg").write_bytes(content)


BENCHMARKS: tuple[Benchmark, ...] = (
    index_of_a_large_folder,
    work_of_the_window_meanwhile,
    ticks_of_the_window_meanwhile,
)
