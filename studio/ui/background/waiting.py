"""Waits for work on another thread, while the window goes on painting and what a person does is kept for afterwards."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal

Result = TypeVar("Result")


class _Bell(QObject):
    """Tells the UI thread that something is done."""

    rung = Signal()


def awaited(work: Callable[[], Result]) -> Result:
    """What `work` gives, or raises, on a thread of its own. It must touch no Qt object."""
    loop, bell = QEventLoop(), _Bell()
    bell.rung.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="awaited") as thread:
        done = thread.submit(work)
        done.add_done_callback(lambda _: bell.rung.emit())
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return done.result()
