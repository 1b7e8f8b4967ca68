"""The main window on a large network, and how long its UI thread is at work in one turn of the event loop.

Its own time on the processor counts, so that what else the machine does has no part in the figure.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import thread_time

from PySide6.QtCore import QEventLoop, Qt, QTimer

from studio.project import Project
from studio.ui.background.garbage import GarbageCollection
from studio.ui.window.main_window import MainWindow

TICK, SETTLED = 1, 120


class Window:
    """A main window, and a timer that tells how long its UI thread was at work between two of its ticks."""

    def __init__(self) -> None:
        self.main = MainWindow()
        self._collection = GarbageCollection(self.main)
        self.main.show()
        self._last, self._longest = thread_time(), 0.0
        self._timer = QTimer(interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def present(self, project: Project) -> None:
        """Show a project until it is read out, and leave what there is by then out of later rounds of the garbage."""
        self.main.present(project)
        self.settle()
        self._collection.spare()

    def longest_turn(self, act: Callable[[], object]) -> float:
        """Do something as a click would, in one turn; the longest turn from there on, in ms, until it is read out."""
        self._last, self._longest = thread_time(), 0.0
        act()
        self.settle()
        return 1000 * self._longest

    def close(self) -> None:
        """End all threads."""
        gc.enable()
        self.main.shut_down()
        self.main.hide()
        self.main.deleteLater()

    def settle(self) -> None:
        """Run until the read-outs are there and nothing more follows from them."""
        loop, look = QEventLoop(), QTimer(interval=5)

        def end() -> None:
            if self._is_read_out():
                look.stop()
                QTimer.singleShot(SETTLED, loop.quit)

        look.timeout.connect(end)
        look.start()
        loop.exec()

    def _is_read_out(self) -> bool:
        session = self.main.session
        return session.analysis is not None and session.analysis.graph is session.project.graph

    def _tick(self) -> None:
        now = thread_time()
        self._longest = max(self._longest, now - self._last)
        self._last = now
