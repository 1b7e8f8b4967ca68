"""Work that tells of itself as it goes, on a thread of its own beside the window."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from studio.project import Project
from studio.text import tr
from studio.training.control import Control, Stopped
from studio.training.errors import Failure

DRAIN = 50
"""Milliseconds between looks at what has been tried."""

Try = Callable[[Control], Iterator[object]]

_log = logging.getLogger(__name__)


class Trial(QObject):
    """Tries something on copies of networks; at most once at a time."""

    grown = Signal()  # there is more to show
    ended = Signal()  # the thread is over; the last signal

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.failure: Failure | None = None
        """Why it could not begin or go on."""
        self.stopped = False
        """Whether a person ended it."""
        self._told: deque[object] = deque()
        self._control = Control()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=DRAIN)
        self._timer.timeout.connect(self._drain)

    @property
    def is_active(self) -> bool:
        """Whether it is under way."""
        return self._thread is not None

    def stop(self) -> None:
        """End it before its next batch; `ended` tells when it is over."""
        self.stopped = self.stopped or self.is_active
        self._control.stop()

    def close(self) -> None:
        """Stop, and wait for the thread; nothing is told afterwards."""
        self._control.stop()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def take(self, told: list[object]) -> None:
        """Keep what was tried since the last time, at least one thing."""
        raise NotImplementedError

    def unexpected(self, reason: str) -> str:
        """What is said of it where it failed for a reason that nobody foresaw."""
        raise NotImplementedError

    def begin(self, work: Try, project: Project) -> None:
        """Have `work` done, whose failures are those of this project's network and settings."""
        assert not self.is_active
        self.failure, self.stopped = None, False
        self._control = Control()
        self._told.clear()
        self._thread = threading.Thread(target=self._work, args=(work, project), name="trial", daemon=True)
        self._thread.start()
        self._timer.start()

    def _work(self, work: Try, project: Project) -> None:
        """On the thread."""
        try:
            for each in work(self._control):
                self._told.append(each)
        except Stopped:
            pass
        except Exception as error:
            self.failure = self._failure(error, project)

    def _drain(self) -> None:
        assert self._thread is not None
        over = not self._thread.is_alive()
        if self._told:
            self.take([self._told.popleft() for _ in range(len(self._told))])
            self.grown.emit()
        if over:
            self._timer.stop()
            self._thread = None
            self.ended.emit()

    def _failure(self, error: Exception, project: Project) -> Failure:
        from studio.training.failures import explain

        known = explain(error, project.training, project.graph)
        if known is not None:
            return known
        _log.error("What was tried failed unexpectedly", exc_info=error)
        return Failure(self.unexpected(f"{type(error).__name__}: {error}"), tr("Nothing was changed."))
