"""The analysis of the latest graph, with all problems of its project, worked out in the background."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from studio.graph import Graph, Kind, Problem
from studio.project import Project
from studio.text import tr
from studio.ui.background.pool import Channel, Pool

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

PAINTING = 2e-3
"""Milliseconds for each node that the window has for itself after an edit."""

NOT_EXAMINED = Kind(
    "not-examined",
    "The network could not be examined ({reason}).",
    "Undo the last step; your work can be saved as it is.",
)

_log = logging.getLogger(__name__)


class Analyser(QObject):
    """Examines the latest graph in the background, before all other questions; torch is first imported there."""

    done = Signal(object, object)  # Analysis and all problems of the project
    failed = Signal(str, str)  # message, remedy: nothing can be examined

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[Project, Analysis | None] | None = None
        self._channel = Channel(pool, "analysis", self, urgent=True)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(self._fail)
        self._painting = QTimer(self, singleShot=True)
        self._painting.timeout.connect(self._begin)
        self._is_broken = False

    def request(self, project: Project, previous: Analysis | None) -> None:
        """Have `project` examined, in place of an earlier request."""
        self._wanted = project, previous
        # Both threads would take turns at the interpreter: what was edited is painted first.
        wait = int(PAINTING * len(project.graph))
        if wait and not self._painting.isActive():
            self._painting.start(wait)
        elif not wait:
            self._begin()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._painting.isActive() or self._channel.is_waiting

    def give_up(self) -> None:
        """Tell nothing of what was asked for."""
        self._painting.stop()
        self._channel.withdraw()

    def _begin(self) -> None:
        assert self._wanted is not None
        self._painting.stop()
        if not self._is_broken:
            self._channel.ask(partial(_looked_at, *self._wanted))

    def _take(self, found: tuple[Project, Analysis, tuple[Problem, ...] | None]) -> None:
        project, analysis, problems = found
        if problems is None:
            # The first read-outs do not wait for the data to be looked at for the first time.
            self._channel.ask(partial(_looked_at, project, analysis))
            self.done.emit(analysis, analysis.problems)
        else:
            self.done.emit(analysis, problems)

    def _fail(self, error: Exception) -> None:
        """Only torch itself can fail here; once it cannot be loaded, nothing is asked of it any more."""
        self._is_broken = True
        self.failed.emit(
            tr("PyTorch cannot be loaded ({error}), so no layer can be examined or trained.", error=error),
            tr("Install it anew, then start NN Studio again. Your work can be edited and saved meanwhile."),
        )


def _looked_at(project: Project, previous: Analysis | None) -> tuple[Project, Analysis, tuple[Problem, ...] | None]:
    """The project, its analysis and its problems, these None where it is the first.

    Raises ImportError or OSError when torch cannot be loaded.
    """
    analysis = _examined(project.graph, previous)
    return project, analysis, None if previous is None else _advised(project, analysis)


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
        return unexamined(graph, NOT_EXAMINED.problem("error", None, reason=f"{type(error).__name__}: {error}"))


def _advised(project: Project, analysis: Analysis) -> tuple[Problem, ...]:
    """All problems of the project; a failure of our own in the advice is logged and leaves those of the network."""
    from studio.project.diagnostics import advise

    try:
        return advise(project, analysis)
    except Exception:
        _log.exception("The advice failed")
        return analysis.problems
