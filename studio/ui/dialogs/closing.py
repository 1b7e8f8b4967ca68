"""What happens to unsaved work and to a running training when a window is to be closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.project import Project
from studio.text import tr
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.question import Answer, ask
from studio.ui.session import Session


class Closing(QObject):
    """Decides with a person whether a window may close. A training is ended first; the window never freezes."""

    def __init__(
        self, window: QWidget, session: Session, job: TrainingJob, save: Callable[[], bool], sweep: SweepJob
    ) -> None:
        """`save` saves the project, asking for a path if need be; whether it was saved."""
        super().__init__(window)
        self._window = window
        self._session = session
        self._job = job
        self._sweep = sweep
        self._save = save
        self._agreed: Project | None = None  # what a person agreed to close over, once the training has ended
        job.finished.connect(self._ended)
        sweep.finished.connect(self._ended)

    def allows(self) -> bool:
        """Whether the window may close now. If a training has to end first, the window is closed again after it."""
        if self._agreed is not self._session.project and not self.settle_changes():
            self._agreed = None
            return False
        if not self._has_to_end:
            return True
        if self._agreed is None and not self._is_ending and not ask_training(self._window):
            return False
        self._agreed = self._session.project
        if not self._job.goes_on_alone:
            self._job.stop()
        self._sweep.stop()
        return False

    @property
    def _has_to_end(self) -> bool:
        """Whether something is trained that does not go on without the window."""
        return self._sweep.is_active or (self._job.is_active and not self._job.goes_on_alone)

    @property
    def _is_ending(self) -> bool:
        return not self._sweep.is_active and self._job.state == "stopping"

    def settle_changes(self) -> bool:
        """Save or drop unsaved changes as a person decides; False when they would rather go on working."""
        if not self._session.is_modified:
            return True
        answer = ask_unsaved(self._window, self._session.project.name)
        return self._save() if answer == "save" else answer == "discard"

    def _ended(self) -> None:
        if self._agreed is not None and not self._has_to_end:
            self._window.close()
            self._agreed = None


def ask_unsaved(parent: QWidget | None, name: str) -> str:
    """What to do with unsaved changes: `save`, `discard` or `cancel`."""
    return ask(
        parent,
        tr("Save the changes to “{name}”?", name=name),
        tr("Changes that are not saved are lost."),
        (
            Answer("save", tr("Save"), "primary"),
            Answer("discard", tr("Don't save"), "danger"),
            Answer("cancel", tr("Cancel")),
        ),
    )


def ask_training(parent: QWidget | None) -> bool:
    """Whether to stop the running training and close."""
    answer = ask(
        parent,
        tr("Stop the training and close?"),
        tr("The network is still being trained. If you stop now, the run is kept as it is and can be continued later."),
        (Answer("stop", tr("Stop and close"), "primary"), Answer("keep", tr("Keep training"))),
    )
    return answer == "stop"
