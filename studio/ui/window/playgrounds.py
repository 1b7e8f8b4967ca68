"""Opens the dialog of playgrounds over a window, which it may look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.ui.background.training_job import TrainingJob
from studio.ui.session import Session
from studio.ui.window.file_commands import FileCommands

if TYPE_CHECKING:
    from studio.ui.dialogs.playgrounds.dialog import PlaygroundsDialog


class Playgrounds(QObject):
    """One dialog at a time, which stands beside the window."""

    def __init__(self, window: QWidget, session: Session, job: TrainingJob, files: FileCommands) -> None:
        super().__init__(window)
        self._window, self._session, self._job, self._files = window, session, job, files
        self.dialog: PlaygroundsDialog | None = None
        job.started.connect(self._give_way)

    def open(self) -> None:
        """Show the dialog, or bring it forward."""
        if self.dialog is None:
            from studio.ui.dialogs.playgrounds.dialog import PlaygroundsDialog
            from studio.ui.dialogs.playgrounds.view import Setting

            setting = Setting(
                self._session.pool, lambda: self._session.runnable, lambda: self._job.folder,
                lambda: self._job.trainings.is_busy,
            )  # fmt: skip
            self.dialog = PlaygroundsDialog(setting, self._window)
            self.dialog.template_chosen.connect(self._files.open_template)
            self.dialog.destroyed.connect(self._forget)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def close(self) -> None:
        """Take the dialog away, with what it is doing."""
        if self.dialog is not None:
            self.dialog.close()

    def _give_way(self) -> None:
        if self.dialog is not None:
            self.dialog.give_way()

    def _forget(self) -> None:
        self.dialog = None
