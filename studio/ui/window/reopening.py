"""What is open when a window begins: what was open the last time, and what a crash left behind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.project import recovery
from studio.project.open_files import has_open_elsewhere
from studio.text import listed, ntr, tr
from studio.ui.dialogs.restore import RestoreDialog
from studio.ui.window import choices
from studio.ui.window.documents import Documents


class Reopening(QObject):
    """Notes which files are open, and opens them the next time."""

    refused = Signal(str, str)  # message, remedy

    def __init__(self, over: QWidget, documents: Documents) -> None:
        """`over` is what the dialog stands over."""
        super().__init__(over)
        self._over, self._documents = over, documents
        documents.changed.connect(self._note)

    def begin(self, path: Path | None) -> None:
        """Open all that was open or unsaved the last time, and show a file that was asked for among it."""
        files, shown = choices.open_documents()
        if path is None:
            self.offer_recovered()
        self._open(files, shown)
        if path is not None:
            self._documents.open(path)

    def offer_recovered(self) -> None:
        """Offer what a crash left behind, one after the other, as long as a person takes some."""
        taken: set[Path] = set()
        while found := [each for each in recovery.pending() if each.file not in taken]:
            dialog = RestoreDialog(found, self._over)
            chosen = dialog.chosen if dialog.exec() else None
            dialog.deleteLater()
            if chosen is None:
                return
            taken.add(chosen.file)
            self._documents.restore(chosen)

    def _open(self, files: Iterable[Path], shown: Path | None) -> None:
        """Open these beside each other, less those that another window has open; the one shown last is shown."""
        wanted = [path for path in files if self._documents.tab_of(path) is None and not has_open_elsewhere(path)]
        gone = [path for path in wanted if not path.is_file()]
        opened = [tab for path in wanted if path not in gone and (tab := self._documents.open_beside(path))]
        first = self._documents.shown
        if opened:
            self._documents.bring(next((tab for tab in opened if tab.path == shown), opened[0]))
            if first.document.is_untouched:
                self._documents.drop(first)
        if gone:
            names = listed([path.name for path in gone])
            self.refused.emit(
                ntr("{names} was open the last time, and is not there any more.",
                    "{names} were open the last time, and are not there any more.", len(gone), names=names),
                tr("Open it from where it is now."),
            )  # fmt: skip

    def _note(self) -> None:
        tabs = self._documents.tabs
        choices.keep_open_documents([tab.path for tab in tabs if tab.path], self._documents.shown.path)
