"""Receptive fields and training memory of networks, worked out off the UI thread and kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from studio.project import Project
from studio.ui.background.analyser import BackgroundTask

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.compiler.receptive_field import ReceptiveField
    from studio.training.footprint import Footprint

REST = 100
"""Milliseconds without an edit before they are worked out, which would slow the window down between two of them."""

_log = logging.getLogger(__name__)


class Further(NamedTuple):
    """What is known beyond the analysis: receptive fields by path, and the memory of training; None where unknown."""

    fields: dict[str, ReceptiveField]
    footprint: Footprint | None


class NetworkReadOuts(QObject):
    """Works out the latest network asked for, once a person rests and after what it is at."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.known = Further({}, None)
        self._task: BackgroundTask | None = None
        self._wanted: tuple[Analysis, Project] | None = None
        self._closed = False
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._begin)

    def request(self, analysis: Analysis, project: Project) -> None:
        """Have an analysed network looked at further, in place of a request that has not begun."""
        self._wanted = (analysis, project)
        self._rest.start()

    def close(self) -> None:
        """Wait for what is being worked out; nothing is begun afterwards."""
        self._closed = True
        self._rest.stop()
        if self._task is not None:
            self._task.wait()

    def _begin(self) -> None:
        if self._wanted is None or self._task is not None or self._closed:
            return
        analysis, project = self._wanted
        self._wanted = None
        self._task = BackgroundTask(lambda: _work_out(analysis, project), self, name="further read-outs")
        self._task.done.connect(self._take)
        self._task.failed.connect(self._fail)

    def _take(self, found: Further) -> None:
        assert self._task is not None
        self._task.deleteLater()
        self._task = None
        self.known = found
        self.changed.emit()
        if not self._rest.isActive():
            self._begin()

    def _fail(self, error: Exception) -> None:
        _log.error("The further read-outs failed", exc_info=error)
        self._take(Further({}, None))


def _work_out(analysis: Analysis, project: Project) -> Further:
    from studio.compiler.receptive_field import receptive_fields
    from studio.training.footprint import footprint

    fields = receptive_fields(analysis.expansion.network, analysis.calls)
    known = not analysis.errors and bool(analysis.graph)
    return Further(fields, footprint(analysis, project.training) if known else None)
