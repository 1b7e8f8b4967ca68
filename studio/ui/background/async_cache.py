"""Answers that torch has to work out, asked for by the UI: worked out on threads of their own, and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.ui.background.analyser import BackgroundTask

KEPT = 64

_log = logging.getLogger(__name__)


class AsyncCache(QObject):
    """Answers to questions of one sort, one task for each that is asked for and not yet known."""

    ready = Signal(object)  # the question whose answer is known now

    def __init__(self, work: Callable[[Any], object], name: str, parent: QObject | None = None) -> None:
        """`work` answers a question, off the UI thread; `name` is what is asked for, for the log."""
        super().__init__(parent)
        self._work = work
        self._name = name
        self._known: dict[Any, Any] = {}
        self._tasks: dict[Any, BackgroundTask] = {}
        self._closed = False

    def of(self, question: Any) -> Any:
        """The answer if it is known; otherwise None, and `ready` tells when it is. Questions are hashable."""
        if question not in self._known and question not in self._tasks and not self._closed:
            task = BackgroundTask(partial(self._work, question), self, name=self._name)
            self._tasks[question] = task
            task.done.connect(partial(self._keep, question))
            task.failed.connect(partial(self._fail, question))
        return self._known.get(question)

    def close(self) -> None:
        """Wait for what is being worked out; nothing is begun afterwards."""
        self._closed = True
        for task in self._tasks.values():
            task.wait()

    def _keep(self, question: Any, answer: object) -> None:
        if len(self._known) >= KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[question] = answer
        self._tasks.pop(question).deleteLater()
        self.ready.emit(question)

    def _fail(self, question: Any, error: Exception) -> None:
        """What torch refuses has no answer; what is wrong with it, the analysis tells."""
        _log.info("No %s for %s: %s", self._name, question, error)
        self._keep(question, None)
