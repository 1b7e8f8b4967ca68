"""Where the events of a training come from: this process, another that it begins, or one that trains already.

Everything here runs on the training's thread; torch is imported there, as the window must not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.events import Event as AnEvent
from studio.training.launch import Launching
from studio.training.launch.requests import RequestedControl, RequestingControl, withdraw

if TYPE_CHECKING:
    from studio.training.launch.process import Launched
    from studio.training.runs import Run


class EventSource:
    """One training: its switches, and its events."""

    def __init__(self, launching: Launching | None) -> None:
        """Without `launching` it is one that another process has begun."""
        self._launching = launching
        self._left = Event()
        self._begun: Launched | None = None
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

        self._begun = launched(run, snapshot(project), self._launching)
        return self._begun.events(self._left)

    def end(self, folder: Path) -> None:
        """End the process that trains the run in a folder, at once. Raises TrainingError where it cannot be reached."""
        if self._begun is not None:
            self._begun.end()
        else:
            from studio.training.launch.ending import end_owner

            end_owner(folder)

    @property
    def is_left(self) -> bool:
        """Whether nobody follows it any more."""
        return self._left.is_set()

    def leave(self) -> None:
        """Follow it no longer; one that runs here ends before its next batch."""
        self._left.set()
        if not self.goes_on_alone:
            self.control.stop()
