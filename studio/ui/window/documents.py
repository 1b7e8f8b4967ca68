"""The documents of the window: opened, shown, saved and closed, each with its file and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.graph import Kind, Problem
from studio.project import Project, consents, file, recovery
from studio.project.file import ProjectError
from studio.project.identity import identified, named_after
from studio.project.open_files import Owner
from studio.project.recent_files import remember
from studio.project.runs_of import bring_beside, run_of_document
from studio.project.templates import template
from studio.text import paragraph, tr
from studio.ui.background.in_order import InOrder
from studio.ui.background.waiting import awaited
from studio.ui.session import Session
from studio.ui.session.open_document import OpenDocument
from studio.ui.window.recovery_files import RecoveryFiles
from studio.ui.window.tab import Tab

GONE = Kind(
    "file-was-gone",
    "“{name}” was not where it had been; it has been written there anew.",
    "If it was moved, open it at its new place, and remove this one.",
)

LARGE = 128 * 1024
"""Bytes from which on a file is read on another thread: about 1,000 nodes."""


class Documents(QObject):
    """Reads and writes projects, one of which the session shows. Asks nothing: whoever calls has asked before."""

    failed = Signal(str, str)  # message, remedy
    opened = Signal()  # another document is shown
    saved = Signal(object)  # Path
    runs_moved = Signal(object)  # the new folders of runs by those before, as a project got its file
    changed = Signal()  # others are open, in another order, or another one is shown
    closed = Signal(object)  # OpenDocument
    emptied = Signal()  # the last of them was closed; an empty one stands in its place

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        runs_in_use: Callable[[], Collection[Path]] = tuple,
    ) -> None:
        """`runs_in_use` tells the folders of runs that are trained, or are about to be: they stay where they are."""
        super().__init__(parent)
        self._session = session
        self._closed = False
        self._tabs = [Tab(session.document)]
        self._runs_in_use = runs_in_use
        self._moving = InOrder(session.pool, self)
        self._recovery = RecoveryFiles(session, lambda: self.shown, self)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """All that are open, in their order."""
        return tuple(self._tabs)

    @property
    def shown(self) -> Tab:
        """The one that the session shows."""
        return next(tab for tab in self._tabs if tab.document is self._session.document)

    @property
    def run(self) -> Path | None:
        """The run whose own network is shown."""
        return self.shown.run

    def new(self) -> None:
        """Start an empty project."""
        self.show(Project(), None)

    def open(self, path: Path) -> bool:
        """Open a project file, or show it where it is open; or tell why it cannot be. Whether it was opened."""
        if (tab := self.tab_of(path)) is not None:
            self.bring(tab)
            self._look_at_file()
            self._tell_all((), tab.claim.claim(tab.path))
            return True
        made = self._made_of(path)
        if made is None:
            return False
        tab, notices = made
        self._add(tab)
        self._tell_all(notices, tab.claim.claim(tab.path))
        return True

    def open_beside(self, path: Path) -> Tab | None:
        """Open a project file without showing it, or tell why it cannot be."""
        made = self._made_of(path)
        if made is None:
            return None
        tab, notices = made
        self._tabs.append(tab)
        self._tell_all(notices, tab.claim.claim(tab.path))
        return tab

    def reload(self) -> bool:
        """Take the project's file as it is now in place of what is shown, which undo brings back; whether it was."""
        path = self._session.path
        read = self._read(path) if path is not None else None
        if path is None or read is None:
            return False
        project, self.shown.state = read
        consents.recall(path, project.graph)
        project = identified(project, path)
        self._session.apply(tr("Reload the file"), project)
        self._session.mark_saved(project, path)
        self._recovery.forget(self.shown)
        self._tell_all(project.notices, self.shown.claim.claim(path))
        return True

    @property
    def is_changed_outside(self) -> bool:
        """Whether the project's file is there and not what was opened or saved here last."""
        now = file.state(self._session.path) if self._session.path is not None else ""
        return bool(now) and now != self.shown.state

    def open_template(self, name: str) -> None:
        """Start a project from a template."""
        self.show(template(name).load(), None)

    def restore(self, found: recovery.Recovered) -> None:
        """Bring back what a crash left behind, as unsaved work with a recovery file of its own."""
        project = identified(found.project, found.path)
        tab = Tab(OpenDocument.of(project, found.path, modified=True), found.state)
        earlier = None if found.path is None else self.tab_of(found.path)
        self._add(tab)
        if earlier is not None and not earlier.document.is_modified:
            self._remove(earlier)
        self._recovery.take_over(found, tab)
        self._tell_all((), tab.claim.claim(found.path))

    def save(self, path: Path) -> bool:
        """Write the project to `path`, or tell why it cannot be; whether it was written."""
        if not self._may_be_written(path):
            return False
        tab = self.shown
        moved = file.moved(self._session.project, self._session.path, path)
        project = moved if path == self._session.path else named_after(moved, path)
        brings_runs = self._session.path is None and tab.run is None
        gone = path == self._session.path and bool(tab.state) and not path.exists()
        try:
            tab.state = file.save(project, path)
        except ProjectError as error:
            self.failed.emit(error.message, error.remedy)
            return False
        if moved is not self._session.project:
            self._session.apply(tr("Keep the way to the data"), project)
        elif project is not moved:
            self._session.amend(project)
        self._session.mark_saved(project, path)
        consents.remember(path, project.graph)
        self._recovery.forget(tab)
        remember(path)
        self.saved.emit(path)
        self.changed.emit()
        if brings_runs:
            self._moving.ask(partial(bring_beside, project, path, self._runs_in_use()), self._tell_moved)
        self._tell_all([GONE.problem("info", None, name=path.name)] if gone else (), tab.claim.claim(path))
        return True

    def close(self) -> None:
        """Drop the recovery files (what was to be kept is saved by now) and end the background writing."""
        if not self._closed:
            self._closed = True
            for tab in self._tabs:
                tab.claim.release()
                self._recovery.forget(tab)
            self._recovery.close()

    def take_over(self, others: Documents) -> None:
        """Have the documents of another window that goes, with the same one shown; nothing is asked or told of it."""
        shown, (first,) = others.shown, self._tabs
        self._tabs = [*others.give_up(), first]
        self._session.show(shown.document)
        self._remove(first)
        self.opened.emit()
        self.changed.emit()

    def give_up(self) -> list[Tab]:
        """All documents, for another window to have; their recovery files are written by now, and stay."""
        self._closed = True
        self._recovery.close()
        return self._tabs

    def show(self, project: Project, path: Path | None = None, state: str = "", run: Path | None = None) -> None:
        """Open a project beside the others; `state` is that of its file.

        `run` is the folder of the run that it is a copy of.
        """
        self._add(Tab(OpenDocument.of(identified(project, path), path), state, run))

    def bring(self, tab: Tab) -> None:
        """Show one of those that are open."""
        self._session.show(tab.document)
        self.opened.emit()
        self.changed.emit()

    def step(self, by: int) -> None:
        """Show the one that stands so many places behind the one shown; behind the last is the first."""
        if len(self._tabs) > 1:
            self.bring(self._tabs[(self._tabs.index(self.shown) + by) % len(self._tabs)])

    def move(self, place: int, to: int) -> None:
        """Put one elsewhere in the order."""
        self._tabs.insert(to, self._tabs.pop(place))
        self.changed.emit()

    def drop(self, tab: Tab) -> None:
        """Close one, with what is not saved of it; that beside it is shown then."""
        is_last = len(self._tabs) == 1
        if is_last:
            self._tabs.append(Tab(OpenDocument.of(identified(Project()))))
        if tab is self.shown:
            place = self._tabs.index(tab)
            self.bring(self._tabs[place + 1 if place + 1 < len(self._tabs) else place - 1])
        self._remove(tab)
        self.changed.emit()
        if is_last:
            self.emptied.emit()

    def tab_of(self, path: Path) -> Tab | None:
        """The one whose file this is; of the network of a run the copy that nothing was changed of."""
        in_file = next((tab for tab in self._tabs if tab.is_in(path)), None)
        if in_file is not None or not any(tab.run for tab in self._tabs):
            return in_file
        run = run_of_document(path)
        copies = (tab for tab in self._tabs if tab.path is None and not tab.document.is_modified)
        return next((tab for tab in copies if run is not None and tab.run == run), None)

    def _add(self, tab: Tab) -> None:
        """Show one more; an empty one that nothing was done in gives way."""
        before = self.shown
        self._tabs.insert(self._tabs.index(before) + 1, tab)
        self._session.show(tab.document)
        if before.document.is_untouched:
            self._remove(before)
        self.opened.emit()
        self.changed.emit()

    def _remove(self, tab: Tab) -> None:
        self._tabs.remove(tab)
        tab.claim.release()
        self._recovery.forget(tab)
        self.closed.emit(tab.document)

    def _look_at_file(self) -> None:
        """A file that was asked for is shown as it is now; where that would replace changes, it is told."""
        if not self.is_changed_outside:
            return
        if not self._session.is_modified:
            self.reload()
            return
        self.failed.emit(
            tr("“{name}” was changed by another program since it was opened here.", name=self.shown.name),
            tr("Your changes are shown. Saving asks which of both to keep."),
        )

    def _may_be_written(self, path: Path) -> bool:
        """Whether nothing else that is to stay lies there; else it is told."""
        if run_of_document(path) is not None:
            self.failed.emit(
                tr("“{name}” there tells what a run was begun with, and cannot be replaced.", name=path.name),
                tr("Choose another folder or name."),
            )
            return False
        other = next((tab for tab in self._tabs if tab is not self.shown and tab.is_in(path)), None)
        if other is not None:
            self.failed.emit(
                tr("“{name}” is open in another tab, and would be replaced.", name=path.name),
                tr("Choose another name, or close that tab first."),
            )
        return other is None

    def _tell_moved(self, moved: object, error: Exception | None) -> None:
        if error is None and isinstance(moved, dict) and moved:
            for tab in self._tabs:
                tab.run = None if tab.run is None else moved.get(tab.run, tab.run)
            self.runs_moved.emit(moved)

    def _made_of(self, path: Path) -> tuple[Tab, Sequence[Problem]] | None:
        """A tab of what a file holds, with what was not understood of it; or None, told why.

        That of a run becomes a copy, as what a run was begun with stays as it is.
        """
        read = self._read(path)
        if read is None:
            return None
        project, state = read
        consents.recall(path, project.graph)
        run = run_of_document(path)
        if run is not None:
            return Tab(OpenDocument.of(identified(project)), run=run), project.notices
        remember(path)
        return Tab(OpenDocument.of(identified(project, path), path), state), project.notices

    def _read(self, path: Path) -> tuple[Project, str] | None:
        """The project of a file with the file's state, or None, told why."""
        state = file.state(path)
        try:
            return awaited(partial(file.load, path)) if _takes_long(path) else file.load(path), state
        except ProjectError as error:
            self.failed.emit(error.message, error.remedy)
            return None

    def _tell_all(self, notices: Sequence[Problem], other: Owner | None) -> None:
        """Tell at once what was not understood of a file, and that another window has it open."""
        told = [(notice.message, notice.remedy) for notice in notices]
        if other is not None:
            message = tr(
                "This file is open in another window too (process {process}, since {since}).",
                process=other.process,
                since=other.since,
            )
            told.append((message, tr("Change it in one of them only: saving over the other's changes is asked about.")))
        if told:
            messages, remedies = zip(*told, strict=True)
            self.failed.emit(paragraph(*messages), paragraph(*dict.fromkeys(remedies)))


def _takes_long(path: Path) -> bool:
    """Whether reading a file would hold up the window."""
    try:
        return path.stat().st_size > LARGE
    except (OSError, ValueError):
        return False
