"""The bar that offers to set Input, Output and loss to data that were chosen, and says what that changes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.project import Project
from studio.project.adapting import Adaptation, adapted
from studio.text import tr
from studio.ui.background.pool import Channel
from studio.ui.session import Session
from studio.ui.widgets.banner import Banner


class DataOffer(Banner):
    """Comes when other data are chosen that ask for something else, and changes nothing by itself."""

    suits_already = Signal(str)  # asked for, and nothing has to be changed: a sentence

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("data", "info", parent)
        self._session = session
        self._channel = Channel(session.pool, "adaptation", self)
        self._asked: Project | None = None
        self._declined: tuple[str, ...] = ()
        self._is_insisted = False
        self.offered: Adaptation | None = None
        self.accept_button = self.add_button(tr("Set the network to them"))
        self.accept_button.setProperty("kind", "primary")
        self.decline_button = self.add_button(tr("Leave it"))
        self.accept_button.clicked.connect(self.accept)
        self.decline_button.clicked.connect(self.decline)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(lambda _: self._end())  # what is wrong with the data, their facts tell
        session.project_changed.connect(self._follow)
        session.document_shown.connect(self._begin_anew)
        self.hide()

    def ask(self) -> None:
        """Offer it whether it was left before or not; where nothing has to be changed, say so."""
        self._is_insisted = True
        self._look()

    def accept(self) -> None:
        """Make the changes, as one step."""
        offered, is_current = self.offered, self._asked is self._session.project
        self._end()
        if offered is not None and is_current:
            self._session.apply(tr("Set the network to its data"), offered.project)

    def decline(self) -> None:
        """Leave the network as it is; the same is not offered again unasked."""
        self._declined = self.offered.changes if self.offered is not None else ()
        self._end()

    def _begin_anew(self) -> None:
        """Another document is shown, of which nothing was chosen just now."""
        self._declined = ()
        self._end()

    def _follow(self, before: Project, now: Project) -> None:
        is_chosen = now.data != before.data and self._session.redo_label is None
        if now.data != before.data and not is_chosen:
            self._end()  # a step was taken back
        elif is_chosen or self._asked is not None:
            self._look()

    def _look(self) -> None:
        self._asked = self._session.project
        self._channel.ask(partial(_adapted, self._asked, self._session.runnable))

    def _end(self) -> None:
        self._channel.withdraw()
        self._asked = self.offered = None
        self._is_insisted = False
        self.hide()

    def _take(self, found: Adaptation) -> None:
        is_insisted, self._is_insisted = self._is_insisted, False
        if not found.changes or (found.changes == self._declined and not is_insisted):
            self._end()
            if is_insisted:
                self.suits_already.emit(found.remaining or tr("The network takes its data as it is."))
            return
        self.offered = found
        self.say(tr("The data ask for {changes}.", changes=tr(", ").join(found.changes)), found.remaining)
        self.show()


def _adapted(project: Project, located: Project) -> Adaptation:
    """The project as its data ask for; `located` has these with their folder. Raises DataError."""
    from studio.data.load import described

    return adapted(project, described(located.data))
