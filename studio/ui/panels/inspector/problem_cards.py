"""The inspector's cards for what is wrong with the node shown, each with a button for its remedy."""

from __future__ import annotations

from functools import partial
from itertools import islice

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.graph import Problem
from studio.project.diagnostics.entries import Entry, entries
from studio.text import ntr
from studio.ui.panels.inspector.header import MARGIN
from studio.ui.session import Session
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.problem_card import ProblemCard

MOST = 12
"""Cards at a time; a block may have thousands of problems inside, which the list of problems has."""


class ProblemCards(QWidget):
    """A card for each problem, those of a kind together."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: list[tuple[Entry, str]] = []
        self._more = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 0, MARGIN, 12)
        self._column.setSpacing(8)
        self.hide()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show these problems; cards that would say the same stay."""
        found = entries(problems, (), self._session.remedy_of)
        shown = [(entry, entry.button) for entry in islice(found, MOST)]
        more = sum(1 for _ in found)
        if (shown, more) == (self._shown, self._more):
            return
        self._shown, self._more = shown, more
        clear(self._column)
        for entry, button in shown:
            card = ProblemCard(entry.severity, entry.message, entry.remedy, button)
            card.remedy_wanted.connect(partial(self._session.apply_remedy, *entry.problems))
            self._column.addWidget(card)
        if more:
            words = ntr("{count} more is in the list of problems.", "{count} more are in the list of problems.", more)
            self._column.addWidget(label(words, 12, tone="muted", wrap=True))
        self.setVisible(bool(shown))
