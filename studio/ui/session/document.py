"""The document that a window shows: the project as it is, the values it had before, and the file it is kept in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.project import Project
from studio.project.file import located
from studio.project.history import Sight
from studio.ui.session.open_document import OpenDocument


class Document(QObject):
    """A project with its history. Every change goes through `apply`."""

    project_changed = Signal(object, object)  # Project before, Project now
    history_changed = Signal()  # what undo and redo would do, whether there is something to save

    def __init__(self, project: Project | None, path: Path | None, parent: QObject | None) -> None:
        super().__init__(parent)
        self._now = OpenDocument.of(project or Project(), path)

    @property
    def document(self) -> OpenDocument:
        """The one of the open documents that is shown."""
        return self._now

    @property
    def path(self) -> Path | None:
        """The file it is kept in, None before it was saved for the first time."""
        return self._now.path

    @property
    def project(self) -> Project:
        """The present value of the project."""
        return self._now.project

    @property
    def runnable(self) -> Project:
        """The present project with its data folder, which a file may give relative to itself, made absolute."""
        return located(self.project, self.path)

    @property
    def is_modified(self) -> bool:
        """Whether the project differs from what was last opened or saved."""
        return self._now.is_modified

    @property
    def undo_label(self) -> str | None:
        """Name of the step that undo would take back."""
        return self._now.history.undo_label

    @property
    def redo_label(self) -> str | None:
        """Name of the step that redo would bring back."""
        return self._now.history.redo_label

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of all steps of undo from the first on, also of those that were taken back."""
        return self._now.history.labels

    @property
    def steps_done(self) -> int:
        """How many of the steps are done."""
        return self._now.history.done

    @property
    def earlier(self) -> dict[str, Project]:
        """What the project was: `saved`, `step` before the last one, `opened`; those that differ from now."""
        found = {"step": self._now.history.before, "saved": self._now.saved, "opened": self._now.history.first}
        return {name: each for name, each in found.items() if each is not None and each is not self.project}

    def apply(self, label: str, project: Project, *, merge: bool = False) -> None:
        """Make `project` the present as one undo step; `merge` joins it to a last step of the same label."""
        if project is self.project:
            return
        before = self.project
        self._now.history.apply(label, project, self._sight(), merge=merge)
        self._announce(before)

    def amend(self, project: Project) -> None:
        """Put `project` in place of the present without a step of its own: what comes of saving, and is no edit."""
        before = self.project
        self._now.history.amend(project)
        self._announce(before)

    def undo(self) -> None:
        """Take the last step back."""
        self.go_to_step(self.steps_done - 1)

    def redo(self) -> None:
        """Bring the last undone step back."""
        self.go_to_step(self.steps_done + 1)

    def go_to_step(self, number: int) -> None:
        """Take steps back or bring them back until so many are done."""
        before, sight, history = self.project, self._sight(), self._now.history
        while history.done > number >= 0:
            history.undo(sight)
        while history.done < number <= len(history.labels):
            history.redo(sight)
        if self.project is not before:
            self._announce(before)
            self._see(history.sight, before)

    def _sight(self) -> Sight:
        """What a person has before them."""
        return Sight()

    def _see(self, sight: Sight, before: Project) -> None:
        """Bring again what a person had before them when this value was left; `before` is the one left now."""

    def _keep(self, project: Project, path: Path) -> None:
        """Remember that this value is what the file at `path` holds."""
        self._now.saved, self._now.path = project, path
        self._now.history.settle()

    def _announce(self, before: Project) -> None:
        self.project_changed.emit(before, self.project)
        self.history_changed.emit()
