"""What a person does with documents and their files: each command asks about unsaved work and for a path where it has
to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio import paths
from studio.compiler.importing.suffixes import NETWORKS, WEIGHTS
from studio.file_names import proposed
from studio.project import Project
from studio.project.exporters import network_formats
from studio.project.file import SUFFIX
from studio.project.recent_files import forget
from studio.text import listed, tr
from studio.ui.background.sweep_job import SweepJob
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.closing import Closing, ask_training, ask_unsaved
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.files import ask_about_changed, ask_where_to_save, ask_which_to_open
from studio.ui.session import Session
from studio.ui.window.data_choice import is_opened
from studio.ui.window.documents import Documents
from studio.ui.window.tab import Tab
from studio.ui.window.typing_settled import settle_typing

if TYPE_CHECKING:
    from studio.ui.window.importing import Importing


class FileCommands(QObject):
    """New, open, save and export, over a window."""

    informed = Signal(str)  # what was done, in a sentence
    refused = Signal(str, str)  # message, remedy
    forgotten = Signal()  # a file is no longer among the recent ones
    data_given = Signal(object)  # Path of what may be data
    exported = Signal(object)  # Path of a file that was written in the dialog

    def __init__(
        self, window: QWidget, session: Session, documents: Documents, job: TrainingJob, sweep: SweepJob
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session, self._documents, self._job = session, documents, job
        self._closing = Closing(window, self._projects, self._settle_all, job, sweep)

    def new(self) -> None:
        """Start an empty project and show its canvas."""
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
        else:
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
        self._documents.open_template(name)

    def open_recent(self, path: Path) -> None:
        """Open a file of late; one that is gone is told, and is off the list then."""
        if path.is_file():
            self.open(path)
            return
        forget(path)
        self.refused.emit(
            tr("“{name}” is not in “{folder}” any more.", name=path.name, folder=path.parent),
            tr("If it was moved, open it from where it is now."),
        )
        self.forgotten.emit()

    def take(self, dropped: Sequence[Path]) -> None:
        """Open all projects that were dropped; without any, one of the files, of those that are opened before data."""
        projects = [path for path in dropped if path.suffix.lower() == SUFFIX]
        others = [path for path in dropped if path not in projects]
        for path in projects:
            self._documents.open(path)
        if others and not projects:
            taken, *others = others
            (self.open if is_opened(taken) else self.data_given.emit)(taken)
        if others:
            names = listed([path.name for path in others])
            self.refused.emit(tr("{names} was left out of what was dropped.", names=names), tr("Drop it by itself."))

    def close(self, tab: Tab | None = None) -> None:
        """Close a document, by default the one shown, unless a person would rather go on with it."""
        settle_typing(self._window)
        closing = tab or self._documents.shown
        if closing.document.is_modified:
            self._documents.bring(closing)
            if not self.settle_changes():
                return
        if self._job.trainings.has_to_end_for(closing.document) and not ask_training(self._window):
            return
        self._documents.drop(closing)

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
        name = proposed(self._session.project.name, tr("Untitled"))
        path = ask_where_to_save(self._window, self._folder() / f"{name}{SUFFIX}")
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
        from studio.ui.dialogs.picture import PictureDialog

        session = self._session
        dialog = PictureDialog(
            session.runnable, session.pool, self._job.folder, self._folder(), self._window, session.path
        )
        dialog.exec()
        dialog.deleteLater()

    def settle_changes(self) -> bool:
        """Have unsaved changes of what is shown saved or dropped, as a person decides; False to go on working."""
        if not self._session.is_modified:
            return True
        answer = ask_unsaved(self._window, self._session.project.name)
        return self.save() if answer == "save" else answer == "discard"

    def allow_closing(self) -> bool:
        """Ask about a running training and unsaved work; whether the window may close now."""
        return self._closing.allows()

    def _projects(self) -> list[Project]:
        return [tab.document.project for tab in self._documents.tabs]

    def _settle_all(self) -> bool:
        """The same of each document, which is shown meanwhile; those with changes that were dropped stay open."""
        for tab in self._documents.tabs:
            if tab.document.is_modified:
                self._documents.bring(tab)
                if not self.settle_changes():
                    return False
        return True

    def _folder(self) -> Path:
        return self._session.path.parent if self._session.path else paths.documents()
