"""What happens to unsaved work and to a running training when a window is to be closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.project import Project
from studio.text import tr
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.question import Answer, ask


class Closing(QObject):
    """Decides with a person whether a window may close. A training is ended first; the window never freezes."""

    def __init__(
        self,
        window: QWidget,
        projects: Callable[[], Sequence[Project]],
        settle: Callable[[], bool],
        job: TrainingJob,
        sweep: SweepJob,
    ) -> None:
        """`projects` are those that are open; `settle` asks about what is not saved of them, and whether to go on."""
        super().__init__(window)
        self._window = window
        self._projects, self._settle = projects, settle
        self._job = job
        self._sweep = sweep
        self._agreed: Sequence[Project] | None = None  # what a person agreed to close over, once all trainings ended
        for ended in (job.finished, job.ended_unseen, sweep.finished):
            ended.connect(self._ended)

    def allows(self) -> bool:
        """Whether the window may close now. If a training has to end first, the window is closed again after it."""
        if not self._is_agreed and not self._settle():
            self._agreed = None
            return False
        if not self._has_to_end:
            return True
        if self._agreed is None and not self._is_ending and not ask_training(self._window):
            return False
        self._agreed = tuple(self._projects())
        self._job.stop_all()
        self._sweep.stop()
        return False

    @property
    def _is_agreed(self) -> bool:
        """Whether a person has agreed to close over just what is open now."""
        now, then = self._projects(), self._agreed
        return then is not None and len(then) == len(now) and all(map(is_, then, now))

    @property
    def _has_to_end(self) -> bool:
        """Whether something is trained that does not go on without the window."""
        return self._sweep.is_active or self._job.trainings.has_to_end

    @property
    def _is_ending(self) -> bool:
        return not self._sweep.is_active and self._job.trainings.is_ending

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
    """Whether to stop the running training and close what is trained."""
    answer = ask(
        parent,
        tr("Stop the training and close?"),
        tr("The network is still being trained. If you stop now, the run is kept as it is and can be continued later."),
        (Answer("stop", tr("Stop and close"), "primary"), Answer("keep", tr("Keep training"))),
    )
    return answer == "stop"
