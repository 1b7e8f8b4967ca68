"""The way to a learning rate that suits: a button that opens the search for one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.dialogs.rate_finder import RateFinderDialog
from studio.ui.plain_text import tooltip
from studio.ui.session import Session


class RateSearch(QWidget):
    """Opens the dialog on the project as it is then; the rate taken is one step of the project."""

    wanted = Signal()  # a person asks for it; whoever listens may refuse

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dialog: RateFinderDialog | None = None
        self.button = QPushButton(theme.icon("search", "accent"), tr("Find a learning rate…"))
        self.button.setProperty("kind", "plain")
        self.button.setToolTip(tooltip(tr("Watch the loss of a copy of the network while the learning rate grows")))
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignRight)

    def open(self) -> None:
        """Begin to search; nothing else can be done in the window meanwhile."""
        self.dialog = RateFinderDialog(self._session.runnable, self.window())
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.chosen.connect(self.take)
        self.dialog.open()

    def take(self, rate: float) -> None:
        """Have the training use this rate, as one step."""
        project = self._session.project
        training = project.training.with_largest_rate(rate)
        self._session.apply(tr("Use found learning rate"), replace(project, training=training))
