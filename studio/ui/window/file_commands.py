"""What a person does with files of the window: each command asks about unsaved work and for a path where it has to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio import paths
from studio.compiler.importing.suffixes import NETWORKS, WEIGHTS
from studio.project.exporters import network_formats
from studio.project.file import SUFFIX
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.closing import Closing
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.files import ask_about_changed, ask_where_to_save, ask_which_to_open
from studio.ui.dialogs.picture import PictureDialog
from studio.ui.session import Session
from studio.ui.window.documents import Documents

if TYPE_CHECKING:
    from studio.ui.window.importing import Importing


class FileCommands(QObject):
    """New, open, save and export, over a window."""

    informed = Signal(str)  # what was done, in a sentence
    refused = Signal(str, str)  # message, remedy
    exported = Signal(object)  # Path of a file that was written in the dialog

    def __init__(
        self, window: QWidget, session: Session, documents: Documents, job: TrainingJob, sweep: SweepJob
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session, self._documents, self._job = session, documents, job
        self._closing = Closing(window, session, job, self.save, sweep)

    def new(self) -> None:
        """Start an empty project and show its canvas."""
        if self.settle_changes():
            self._documents.new()

    def open(self, path: Path | None = None) -> None:
        """Open a project, or take in what another program wrote, asking which when no path is given.

        Weights go into the project that is open.
        """
        chosen = path or ask_which_to_open(self._window, self._folder())
        if chosen is None:
            return
        if chosen.suffix.lower() in WEIGHTS:
            self.importing.weights(chosen, self.save)
        elif self.settle_changes():
            take = self.importing.network if chosen.suffix.lower() in NETWORKS else self._documents.open
            take(chosen)

    @cached_property
    def importing(self) -> Importing:
        """What takes in files of other programs."""
        from studio.ui.window.importing import Importing

        made = Importing(self._window, self._session, self._documents)
        made.informed.connect(self.informed)
        made.refused.connect(self.refused)
        return made

    def open_template(self, name: str) -> None:
        """Start from a template."""
        if self.settle_changes():
            self._documents.open_template(name)

    def save(self) -> bool:
        """Save to the project's file, asking where at the first time; whether it was saved.

        What to do is asked where the file is not what was opened.
        """
        path = self._session.path
        if path is None:
            return self.save_as()
        answer = ask_about_changed(self._window, path.name) if self._documents.is_changed_outside else "overwrite"
        if answer == "save_as":
            return self.save_as()
        if answer == "reload":
            self._documents.reload()
        return answer == "overwrite" and self._documents.save(path)

    def save_as(self) -> bool:
        """Ask where to save, and save there."""
        path = ask_where_to_save(self._window, self._folder() / f"{self._session.project.name}{SUFFIX}")
        return path is not None and self._documents.save(path)

    def export(self, exporter: str = "", run: Path | None = None) -> None:
        """Show the export dialog, with a format chosen, and for a run that a person has asked for or the last one."""
        dialog = ExportDialog(
            self._session.runnable,
            self._session.pool,
            run or self._job.folder,
            self._folder(),
            self._window,
            exporter=exporter,
            file=self._session.path,
            insisted=run is not None,
        )
        dialog.exec()
        if dialog.exported is not None:
            self.exported.emit(dialog.exported.path)
        dialog.deleteLater()

    @property
    def exports(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of exporting do, by their ids."""
        formats = {f"file.export.{name}": partial(self.export, name) for name in network_formats()}
        return {"file.export": self.export, "file.picture": self.picture, **formats}

    def picture(self) -> None:
        """Show the dialog that draws the network for papers, with the weights of the last run where it draws these."""
        session = self._session
        dialog = PictureDialog(
            session.runnable, session.pool, self._job.folder, self._folder(), self._window, session.path
        )
        dialog.exec()
        dialog.deleteLater()

    def settle_changes(self) -> bool:
        """Have unsaved changes saved or dropped, as a person decides; False when they would rather go on working."""
        return self._closing.settle_changes()

    def allow_closing(self) -> bool:
        """Ask about a running training and unsaved work; whether the window may close now."""
        return self._closing.allows()

    def _folder(self) -> Path:
        return self._session.path.parent if self._session.path else paths.documents()
