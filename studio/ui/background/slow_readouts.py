"""Receptive fields and training memory of networks, worked out off the UI thread and kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from studio.project import Project
from studio.ui.background.pool import Channel, Pool

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.compiler.receptive_field import ReceptiveField
    from studio.training.footprint import Footprint

REST = 100
"""Milliseconds without an edit before they are worked out, which would slow the window down between two of them."""


class Further(NamedTuple):
    """What is known beyond the analysis: receptive fields by path, and the memory of training; None where unknown."""

    fields: dict[str, ReceptiveField]
    footprint: Footprint | None


class NetworkReadOuts(QObject):
    """Works out the latest network asked for, once a person rests."""

    changed = Signal()

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.known = Further({}, None)
        self._wanted: tuple[Analysis, Project] | None = None
        self._channel = Channel(pool, "further read-outs", self)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(lambda _: self._take(Further({}, None)))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._begin)

    def request(self, analysis: Analysis, project: Project) -> None:
        """Have an analysed network looked at further, in place of an earlier request."""
        self._wanted = (analysis, project)
        self._rest.start()

    def forget(self) -> None:
        """Nothing is known of the network that is there now."""
        self.close()
        self.known = Further({}, None)

    def close(self) -> None:
        """Work nothing out any more."""
        self._rest.stop()
        self._channel.withdraw()

    def _begin(self) -> None:
        assert self._wanted is not None
        self._channel.ask(partial(_work_out, *self._wanted))

    def _take(self, found: Further) -> None:
        self.known = found
        self.changed.emit()


def _work_out(analysis: Analysis, project: Project) -> Further:
    from studio.compiler.receptive_field import receptive_fields
    from studio.training.footprint import footprint

    fields = receptive_fields(analysis.expansion.network, analysis.calls)
    known = not analysis.errors and bool(analysis.graph)
    return Further(fields, footprint(analysis, project.training) if known else None)
