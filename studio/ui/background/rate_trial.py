"""The search for a learning rate beside the window, on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections import deque

from PySide6.QtCore import QObject, QTimer, Signal

from studio.project import Project
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.control import Control, Stopped
from studio.training.errors import Failure
from studio.training.rate_curve import RateCurve, Tried

DRAIN = 50
"""Milliseconds between looks at what has been tried."""

_log = logging.getLogger(__name__)


class RateTrial(QObject):
    """Tries growing rates on a copy of a project's network; at most once at a time."""

    grown = Signal()  # the curve has become longer
    ended = Signal()  # the thread is over; the last signal

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.curve = RateCurve(())
        self.failure: Failure | None = None
        """Why it could not begin or go on."""
        self.stopped = False
        """Whether a person ended it."""
        self._tried: deque[Tried] = deque()
        self._control = Control()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=DRAIN)
        self._timer.timeout.connect(self._drain)

    @property
    def is_active(self) -> bool:
        """Whether it is under way."""
        return self._thread is not None

    def start(self, project: Project) -> None:
        """Begin, forgetting what was found before."""
        assert not self.is_active
        self.curve, self.failure, self.stopped = RateCurve(()), None, False
        self._control = Control()
        self._tried.clear()
        self._thread = threading.Thread(target=self._work, args=(project,), name="rate-trial", daemon=True)
        self._thread.start()
        self._timer.start()

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

    def _work(self, project: Project) -> None:
        """On the thread."""
        try:
            from studio.training.rate_finder import try_rates

            for each in try_rates(snapshot(project), self._control):
                self._tried.append(each)
        except Stopped:
            pass
        except Exception as error:
            self.failure = _failure(error, project)

    def _drain(self) -> None:
        assert self._thread is not None
        over = not self._thread.is_alive()
        if self._tried:
            new = [self._tried.popleft() for _ in range(len(self._tried))]
            self.curve = RateCurve((*self.curve.tried, *new))
            self.grown.emit()
        if over:
            self._timer.stop()
            self._thread = None
            self.ended.emit()


def _failure(error: Exception, project: Project) -> Failure:
    from studio.training.failures import explain

    known = explain(error, project.training, project.graph)
    if known is not None:
        return known
    _log.error("The search for a learning rate failed unexpectedly", exc_info=error)
    told = tr("The search failed inside NN Studio: {reason}", reason=f"{type(error).__name__}: {error}")
    return Failure(told, tr("Nothing was changed."))
