"""The bar above the canvas while the project holds code that nobody has allowed: read it, allow it, or leave it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from studio.formatting.numbers import exact
from studio.layers import consent
from studio.layers.custom import code_places
from studio.project import consents
from studio.text import in_language, ntr, tr
from studio.ui.dialogs.consent import TITLE, ConsentDialog
from studio.ui.session import Session
from studio.ui.widgets.banner import Banner


class CodeNotice(Banner):
    """In sight exactly while there is code to allow."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("code", "warning", parent)
        self._session = session
        self._waiting: list[tuple[str, str]] = []
        self.dialog: ConsentDialog | None = None
        self.read = self.add_button(tr("Read the code…"))
        self.allow = self.add_button(in_language(TITLE))
        self.read.clicked.connect(self._read)
        self.allow.clicked.connect(self._allow)
        session.project_changed.connect(self._refresh)
        session.consent_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        places = code_places(self._session.project.graph)
        self._waiting = [(place, code) for place, code in places if not consent.is_allowed(code)]
        count = len(self._waiting)
        self.say(
            ntr(
                "Python code in {number} layer has not been allowed to run.",
                "Python code in {number} layers has not been allowed to run.",
                count,
                number=exact(count),
            ),
            tr("Until it is, none of it runs, and what follows from it stays unknown."),
        )
        self.setVisible(bool(self._waiting))

    def _read(self) -> None:
        self.dialog = dialog = ConsentDialog(self._waiting, self.window())
        dialog.accepted.connect(self._allow)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _allow(self) -> None:
        consents.allow(self._session.project.graph, self._session.path)
