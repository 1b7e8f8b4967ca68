"""Data that a person drops on the window or picks in a dialog: their kind is found out, and the project gets them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from studio import paths
from studio.compiler.importing.suffixes import NETWORKS, WEIGHTS
from studio.data import Data
from studio.data.errors import DataError
from studio.project.file import SUFFIX
from studio.text import tr
from studio.ui.background.pool import Channel
from studio.ui.dialogs.files import ask_for_folder
from studio.ui.session import Session

UNSURE = ".bin"
"""What may be weights, and is data more often."""


class DataChoice(QObject):
    """Looks at a file or folder off the UI thread, and makes it the project's data in one step."""

    made = Signal()  # the project has other data now
    refused = Signal(str, str)  # message, remedy: there are no data

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._channel = Channel(session.pool, "data", self)
        self._channel.answered.connect(self.choose)
        self._channel.failed.connect(self._refuse)
        session.document_left.connect(self._channel.withdraw)

    def ask(self, parent: QWidget) -> None:
        """Have a person pick a folder in a dialog."""
        now = getattr(self._session.runnable.data, "path", "")
        chosen = ask_for_folder(parent, tr("Choose a folder of data"), Path(now) if now else paths.documents())
        if chosen is not None:
            self.look(chosen)

    def look(self, path: Path) -> None:
        """Choose what lies there, or say why it cannot be."""
        self._channel.ask(partial(_data_at, path))

    def choose(self, data: Data) -> None:
        """Make these the project's data. Those of the same place stay as they are set."""
        now = self._session.runnable.data
        is_same = type(now) is type(data) and getattr(now, "path", None) == getattr(data, "path", "")
        if not is_same:
            self._session.apply(tr("Choose {title}", title=data.title), replace(self._session.project, data=data))
        self.made.emit()

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, DataError):
            self.refused.emit(error.message, error.remedy)
        else:
            self.refused.emit(tr("What was dropped cannot be looked at: {reason}.", reason=error), "")


def dropped(data: QMimeData) -> list[Path]:
    """The files and folders of this machine among what is dragged, those that are opened first."""
    found = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return sorted(found, key=lambda path: not is_opened(path))


def is_opened(path: Path) -> bool:
    """Whether a file is opened as a project, a network or weights, by its name; anything else is data."""
    return path.suffix.lower() in (SUFFIX, *NETWORKS, *WEIGHTS) and path.suffix.lower() != UNSURE


def _data_at(path: Path) -> Data:
    from studio.data.choosing import data_at

    return data_at(path)
