"""Writes the recovery files behind unsaved work, one after the other, beside the window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import QObject, QTimer

from studio.project import recovery
from studio.ui.session import Session
from studio.ui.window.tab import Tab

DELAY = 2_000
"""Milliseconds from an edit to its recovery file."""

_log = logging.getLogger(__name__)


class RecoveryFiles(QObject):
    """One for each document with something that is not saved; it goes once that is saved or not wanted."""

    def __init__(self, session: Session, shown: Callable[[], Tab], parent: QObject | None = None) -> None:
        """`shown` gives the document of the session."""
        super().__init__(parent)
        self._session, self._tab = session, shown
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recovery")
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._write)
        session.project_changed.connect(self._schedule)
        session.document_left.connect(self._write_at_once)

    def forget(self, tab: Tab) -> None:
        """Nothing of this document has to be kept."""
        if tab.document is self._session.document:
            self._timer.stop()
        self._in_background(partial(recovery.discard, tab.key))

    def take_over(self, found: recovery.Recovered, tab: Tab) -> None:
        """Keep recovered work under this process; what was found goes only when that is done."""
        self._in_background(partial(_take_over, found, tab.key))

    def close(self) -> None:
        """Write nothing any more."""
        self._timer.stop()
        self._writer.shutdown()

    def _schedule(self) -> None:
        if self._session.is_modified and not self._timer.isActive():
            self._timer.start()

    def _write_at_once(self) -> None:
        """Another document is about to be shown."""
        if self._timer.isActive():
            self._timer.stop()
            self._write()

    def _write(self) -> None:
        if self._session.is_modified:
            tab = self._tab()
            self._in_background(partial(recovery.write, self._session.project, tab.path, tab.key, tab.state))

    def _in_background(self, work: Callable[[], object]) -> None:
        self._writer.submit(work).add_done_callback(_log_failure)


def _take_over(found: recovery.Recovered, key: str) -> None:
    recovery.write(found.project, found.path, key, found.state)
    found.discard()


def _log_failure(done: Future[object]) -> None:
    if done.exception():
        _log.warning("The recovery file could not be written: %s", done.exception())
