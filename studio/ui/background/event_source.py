"""Where the events of a training come from: this process, another that it begins, or one that trains already.

Everything here runs on the training's thread; torch is imported there, as the window must not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.events import Event as AnEvent
from studio.training.launch import Launching
from studio.training.launch.requests import RequestedControl, RequestingControl, withdraw

if TYPE_CHECKING:
    from studio.training.runs import Run


class EventSource:
    """One training: its switches, and its events."""

    def __init__(self, launching: Launching | None) -> None:
        """Without `launching` it is one that another process has begun."""
        self._launching = launching
        self._left = Event()
        here = launching is not None and launching.how == "thread"
        self.control: RequestedControl | RequestingControl = RequestedControl() if here else RequestingControl()
        self.is_followed_from_its_start = launching is None
        """Whether all events of the run come again, as it was not begun here."""
        self.goes_on_alone = not here
        """Whether the training goes on when nobody follows it any more."""

    def events(self, project: Project, run: Run) -> Iterator[AnEvent]:
        """What happens, to its end or until it is left."""
        if self._launching is None:
            from studio.training.launch.attached import attached

            self.control.bind(run.path)
            return attached(run.path, self._left)
        withdraw(run.path)
        self.control.bind(run.path)
        if self._launching.how == "thread":
            from studio.training.loop import train

            return train(snapshot(project), self.control, run)
        from studio.training.launch.process import launched

        return launched(run, snapshot(project), self._launching).events(self._left)

    @property
    def is_left(self) -> bool:
        """Whether nobody follows it any more."""
        return self._left.is_set()

    def leave(self) -> None:
        """Follow it no longer; one that runs here ends before its next batch."""
        self._left.set()
        if not self.goes_on_alone:
            self.control.stop()
