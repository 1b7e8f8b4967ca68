"""The place of a run's results in the window; what it shows is made when it is seen for the first time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.background.code_loading import CodeLoading
from studio.ui.background.training_job import TrainingJob
from studio.ui.session import Session

if TYPE_CHECKING:
    from studio.ui.panels.evaluation.view import EvaluationView

CODE = "studio.ui.panels.evaluation.view"


class EvaluationPanel(QWidget):
    """Costs a start of the window nothing: the code of what it shows is loaded when it is first seen, on the pool."""

    failed = Signal(str, str)  # message, remedy
    saved = Signal(str)  # where, as a sentence
    train_wanted = Signal()

    def __init__(self, session: Session, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._job = session, job
        self._is_made = False
        self._on_made: dict[str, Callable[[], None]] = {}
        self._loading = CodeLoading(session.pool, "results-code", [CODE], self, urgent=True)
        self._loading.loaded.connect(self._make)

    @cached_property
    def content(self) -> EvaluationView:
        """What is shown."""
        from studio.ui.panels.evaluation.view import EvaluationView

        self._is_made = True
        made = EvaluationView(self._session, self._job, self)
        made.failed.connect(self.failed)
        made.train_wanted.connect(self.train_wanted)
        made.saver.failed.connect(self.failed)
        made.saver.saved.connect(self.saved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(made)
        return made

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_made:
            self._loading.start()

    def show_run(self, folder: Path) -> None:
        """Lead to the results of a run."""
        self._once_made("run", lambda: self.content.show_run(folder))

    def focus(self) -> None:
        """Have the keys go to what is shown."""
        self._once_made("focus", lambda: self.content.focus())

    def _once_made(self, what: str, act: Callable[[], None]) -> None:
        if self._is_made:
            act()
        else:
            self._on_made[what] = act

    def _make(self) -> None:
        self.content.show()
        for act in self._on_made.values():
            act()
        self._on_made.clear()

    def shut_down(self) -> None:
        """Give up all that is being worked on; the panel is not used afterwards."""
        if self._is_made:
            self.content.look.close()
            self.content.plane.close()
