"""Where trainings run on this machine: in the window, in a process of their own, or in several together."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.project import preferences
from studio.project.errors import ProjectError
from studio.ui.background.training_job import TrainingJob
from studio.ui.widgets.choice import Parameters


class LaunchChoice(QWidget):
    """Edits where the next training runs; it belongs to the person, and is there in every project."""

    refused = Signal(str, str)  # message, remedy: the choice holds for now, and could not be kept

    def __init__(self, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        job.launching = preferences.launching()
        self.how = Parameters(job.launching, ("how",))
        self.processes = Parameters(job.launching, ("processes", "strategy"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.how, self.processes):
            column.addWidget(part)
            part.edited.connect(self._choose)
        self._show()

    def _choose(self, step: str, launching: object, going_on: bool) -> None:
        self._job.launching = launching  # type: ignore[assignment]
        self._show()
        try:
            preferences.choose_launching(self._job.launching)
        except ProjectError as error:
            self.refused.emit(error.message, error.remedy)

    def _show(self) -> None:
        for part in (self.how, self.processes):
            part.show_value(self._job.launching)
        self.processes.setVisible(self._job.launching.how == "torchrun")
