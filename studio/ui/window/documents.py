"""Files of the window: new, open, save, recent files, and the recovery file behind unsaved work."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from studio.graph import Kind, Problem
from studio.project import Project, consents, file, recovery
from studio.project.file import ProjectError
from studio.project.identity import identified
from studio.project.open_files import OpenFile, Owner
from studio.project.recent_files import remember
from studio.project.runs_of import bring_beside, run_of_document
from studio.project.templates import template
from studio.text import tr
from studio.ui.background.pool import Channel
from studio.ui.background.waiting import awaited
from studio.ui.session import Session

RECOVERY_DELAY = 2_000
"""Milliseconds from an edit to its recovery file."""

GONE = Kind(
    "file-was-gone",
    "“{name}” was not where it had been; it has been written there anew.",
    "If it was moved, open it at its new place, and remove this one.",
)

LARGE = 128 * 1024
"""Bytes from which on a file is read on another thread: about 1,000 nodes."""

_log = logging.getLogger(__name__)


class Documents(QObject):
    """Reads and writes the session's project. Asks nothing: whoever calls has asked about unsaved work before."""

    failed = Signal(str, str)  # message, remedy
    opened = Signal()
    saved = Signal(object)  # Path
    runs_moved = Signal(object)  # the new folders of runs by those before, as a project got its file

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        run_in_use: Callable[[], Path | None] = lambda: None,
    ) -> None:
        """`run_in_use` tells the folder of the run that is trained, or is about to be: it stays where it is."""
        super().__init__(parent)
        self._session = session
        self._key = uuid.uuid4().hex
        self._closed = False
        self._state = ""  # of the project's file as it was opened or saved last
        self.run: Path | None = None
        """The run whose own network was opened."""
        self._run_in_use = run_in_use
        self._open_file = OpenFile()
        self._moving = Channel(session.pool, "runs-moved", self)
        self._moving.answered.connect(self.runs_moved)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recovery")
        self._timer = QTimer(self, singleShot=True, interval=RECOVERY_DELAY)
        self._timer.timeout.connect(self._write_recovery)
        session.project_changed.connect(self._schedule_recovery)

    def new(self) -> None:
        """Start an empty project."""
        self.show(Project(), None)

    def open(self, path: Path) -> bool:
        """Open a project file, or tell why it cannot be; whether it was opened."""
        read = self._read(path)
        if read is None:
            return False
        project, state = read
        consents.recall(path, project.graph)
        run = run_of_document(path)
        if run is not None:  # as a copy: what a run was begun with stays as it is
            self.show(project, run=run)
            self._tell_all(project.notices, None)
            return True
        self.show(project, path, state)
        remember(path)
        self._tell_all(project.notices, self._open_file.claim(path))
        return True

    def reload(self) -> bool:
        """Take the project's file as it is now in place of what is shown, which undo brings back; whether it was."""
        path = self._session.path
        read = self._read(path) if path is not None else None
        if path is None or read is None:
            return False
        project, self._state = read
        consents.recall(path, project.graph)
        project = identified(project, path)
        self._session.apply(tr("Reload the file"), project)
        self._session.mark_saved(project, path)
        self._forget_recovery()
        self._tell_all(project.notices, self._open_file.claim(path))
        return True

    @property
    def is_changed_outside(self) -> bool:
        """Whether the project's file is there and not what was opened or saved here last."""
        now = file.state(self._session.path) if self._session.path is not None else ""
        return bool(now) and now != self._state

    def open_template(self, name: str) -> None:
        """Start a project from a template."""
        self.show(template(name).load(), None)

    def restore(self, found: recovery.Recovered) -> None:
        """Bring back what a crash left behind, as unsaved work with a recovery file of its own."""
        self._session.open(identified(found.project, found.path), found.path, modified=True)
        self._state, self.run = found.state, None
        self._timer.stop()
        self._in_background(partial(_take_over, found, self._key))
        self.opened.emit()
        self._tell_all((), self._open_file.claim(found.path))

    def save(self, path: Path) -> bool:
        """Write the project to `path`, or tell why it cannot be; whether it was written."""
        if run_of_document(path) is not None:
            self.failed.emit(
                tr("“{name}” there tells what a run was begun with, and cannot be replaced.", name=path.name),
                tr("Choose another folder or name."),
            )
            return False
        project = file.moved(self._session.project, self._session.path, path)
        brings_runs = self._session.path is None and self.run is None
        gone = path == self._session.path and bool(self._state) and not path.exists()
        try:
            self._state = file.save(project, path)
        except ProjectError as error:
            self.failed.emit(error.message, error.remedy)
            return False
        if project is not self._session.project:
            self._session.apply(tr("Keep the way to the data"), project)
        self._session.mark_saved(project, path)
        consents.remember(path, project.graph)
        self._forget_recovery()
        remember(path)
        self.saved.emit(path)
        if brings_runs:
            self._moving.ask(partial(bring_beside, project, path, self._run_in_use()))
        self._tell_all([GONE.problem("info", None, name=path.name)] if gone else (), self._open_file.claim(path))
        return True

    def close(self) -> None:
        """Drop the recovery file (what was to be kept is saved by now) and end the background writing."""
        if not self._closed:
            self._closed = True
            self._open_file.release()
            self._forget_recovery()
            self._writer.shutdown()

    def show(self, project: Project, path: Path | None = None, state: str = "", run: Path | None = None) -> None:
        """Put a project into the window, in place of what is there; `state` is that of its file.

        `run` is the folder of the run that it is a copy of.
        """
        self._forget_recovery()
        self._state, self.run = state, run
        if path is None:
            self._open_file.release()
        self._session.open(identified(project, path), path)
        self.opened.emit()

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
            self.failed.emit(" ".join(messages), " ".join(dict.fromkeys(remedies)))

    def _schedule_recovery(self) -> None:
        if self._session.is_modified and not self._timer.isActive():
            self._timer.start()

    def _write_recovery(self) -> None:
        self._in_background(partial(recovery.write, self._session.project, self._session.path, self._key, self._state))

    def _forget_recovery(self) -> None:
        self._timer.stop()
        self._in_background(partial(recovery.discard, self._key))

    def _in_background(self, work: Callable[[], object]) -> None:
        self._writer.submit(work).add_done_callback(_log_failure)


def _takes_long(path: Path) -> bool:
    """Whether reading a file would hold up the window."""
    try:
        return path.stat().st_size > LARGE
    except (OSError, ValueError):
        return False


def _take_over(found: recovery.Recovered, key: str) -> None:
    """Keep recovered work under a key of this process; what was found goes only when that is done."""
    recovery.write(found.project, found.path, key, found.state)
    found.discard()


def _log_failure(done: Future[object]) -> None:
    if done.exception():
        _log.warning("The recovery file could not be written: %s", done.exception())
