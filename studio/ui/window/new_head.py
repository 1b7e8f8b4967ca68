"""Transfer learning from the menu: the network gets a head for the chosen data, and all before it is frozen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.errors import told_by
from studio.project import Project
from studio.project.new_head import NewHead, classes_of, with_new_head
from studio.text import tr
from studio.ui.background.pool import Channel
from studio.ui.session import Session


class HeadReplacement(QObject):
    """Looks at the data off the UI thread, and changes the network as one step of undo."""

    done = Signal(str)  # what was changed, in a sentence
    refused = Signal(str, str)  # message, remedy

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: Project | None = None
        self._channel = Channel(session.pool, "new-head", self)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(self._refuse)
        session.document_left.connect(self._channel.withdraw)

    def replace(self) -> None:
        """Put a new layer in the place of the last Linear, for as many classes as the data have."""
        self._asked = self._session.project
        self._channel.ask(partial(_replaced, self._asked, self._session.runnable))

    def _take(self, found: NewHead) -> None:
        if self._asked is not self._session.project:
            self.refused.emit(tr("The network was changed meanwhile."), tr("Ask for the new head once more."))
            return
        self._session.show_level(())
        self._session.apply(tr("New head for {count} classes", count=found.classes), found.project)
        self._session.select([found.head])
        self.done.emit(found.words)

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(*told_by(error, tr("The head cannot be replaced: {reason}.", reason=error)))


def _replaced(project: Project, located: Project) -> NewHead:
    """With a head for the data, which `located` has with their folder. Raises EditError or DataError."""
    from studio.data.load import described

    return with_new_head(project, classes_of(described(located.data)))
