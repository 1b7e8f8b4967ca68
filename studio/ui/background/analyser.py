"""Work off the UI thread: analysis of the latest graph, and whatever else must not stall a frame."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from studio.graph import Graph, Problem
from studio.project import Project

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

PAINTING = 2e-6
"""Seconds for each node that the window has for itself after an edit."""

_log = logging.getLogger(__name__)


class Analyser(QObject):
    """Examines graphs on a thread of its own, always the latest one; torch is first imported there."""

    done = Signal(object, object)  # Analysis and all problems of the project, delivered on the UI thread
    failed = Signal(str, str)  # message, remedy: nothing can be examined
    _found = Signal(object, object)
    _broken = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[Project, Analysis | None] | None = None
        self._condition = threading.Condition()
        self._closing = False
        self._found.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._broken.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="analysis", daemon=True)
        self._thread.start()

    def request(self, project: Project, previous: Analysis | None) -> None:
        """Have `project` examined, in place of a request that has not begun."""
        with self._condition:
            self._wanted = (project, previous)
            self._condition.notify()

    def close(self) -> None:
        """End the thread after what it is doing. What came of that is delivered no more."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        self._thread.join()

    def _deliver(self, found: Analysis, problems: tuple[Problem, ...]) -> None:
        if not self._closing:
            self.done.emit(found, problems)

    def _work(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._wanted is not None or self._closing)
                if self._closing:
                    return
                assert self._wanted is not None
                # Both threads would take turns at the interpreter: what was edited is painted first.
                self._condition.wait_for(lambda: self._closing, timeout=PAINTING * len(self._wanted[0].graph))
                project, previous = self._wanted
                self._wanted = None
            try:
                found = _examined(project.graph, previous)
                if previous is None:
                    # The first read-outs do not wait for the data to be looked at for the first time.
                    self._found.emit(found, found.problems)
                problems = _advised(project, found)
            except (ImportError, OSError) as error:
                _log.exception("PyTorch cannot be loaded")
                self._broken.emit(
                    f"PyTorch cannot be loaded ({error}), so no layer can be examined or trained.",
                    "Install it anew, then start NN Studio again. Your work can be edited and saved meanwhile.",
                )
                return
            self._found.emit(found, problems)


def _examined(graph: Graph, previous: Analysis | None) -> Analysis:
    """The analysis; a failure of our own in it is logged and told as a problem of the network as a whole.

    Raises ImportError or OSError when torch cannot be loaded.
    """
    from studio.compiler.analysis import analyse, unexamined

    if previous is not None and previous.graph is graph:
        return previous
    try:
        return analyse(graph, previous)
    except Exception as error:
        _log.exception("The analysis failed")
        problem = Problem(
            "error",
            None,
            f"The network could not be examined ({type(error).__name__}: {error}).",
            "Undo the last step; your work can be saved as it is.",
        )
        return unexamined(graph, problem)


def _advised(project: Project, analysis: Analysis) -> tuple[Problem, ...]:
    """All problems of the project; a failure of our own in the advice is logged and leaves those of the network."""
    from studio.project.diagnostics import advise

    try:
        return advise(project, analysis)
    except Exception:
        _log.exception("The advice failed")
        return analysis.problems


class BackgroundTask(QObject):
    """One piece of work on a thread of its own. Its result or its exception comes back on the UI thread."""

    done = Signal(object)  # what the work returned
    failed = Signal(object)  # the Exception it ended with
    _ended = Signal(object, object)

    def __init__(self, work: Callable[[], object], parent: QObject | None = None, *, name: str = "task") -> None:
        super().__init__(parent)
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Block until the work has ended. What came of it is still delivered later, by the event loop."""
        self._thread.join()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            result, error = work(), None
        except Exception as raised:
            result, error = None, raised
        self._ended.emit(result, error)

    def _deliver(self, result: object, error: Exception | None) -> None:
        self._thread.join()  # it has nothing left to do, but may not have ended yet
        if error is None:
            self.done.emit(result)
        else:
            self.failed.emit(error)
