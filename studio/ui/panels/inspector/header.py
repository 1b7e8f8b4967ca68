"""The head of an inspector page: tile, name to edit in place, what it is; a refused name says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.graph import EditError, Problem
from studio.project.diagnostics.entries import tally
from studio.project.diagnostics.order import SEVERITIES
from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.widgets.live_text import LiveText
from studio.ui.widgets.pill import Pill
from studio.ui.widgets.refusal import Refusal
from studio.ui.widgets.text import TextField
from studio.ui.widgets.tile import FamilyTile

MARGIN = 16


class Header(QWidget):
    """A name that `check` must allow (it raises EditError), and a line below it."""

    renamed = Signal(str)
    problems_wanted = Signal()  # to see what is wrong

    def __init__(self, check: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self.tile = FamilyTile(side=36)
        self.name = TextField()
        self.name.setProperty("quiet", True)
        self.name.setFont(theme.font(15, 600))
        self.name.setAccessibleName(tr("Name"))
        self.name.trying.connect(self._judge)
        self.name.edited.connect(self._rename)
        self._what = LiveText(size=12, tone="muted")
        self._what.setContentsMargins(8, 0, 0, 0)
        self.problems = Pill(pressable=True)
        self.problems.setToolTip(tooltip(tr("Show what is wrong, below the parameters")))
        self.problems.clicked.connect(self.problems_wanted)
        self.problems.hide()
        self._error = Refusal(self.name)
        head, words, line = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for row in (head, line):
            row.setSpacing(6)
        head.addWidget(self.name, 1)
        head.addWidget(self.problems)
        words.setSpacing(0)
        words.addLayout(head)
        words.addWidget(self._what)
        line.addWidget(self.tile)
        line.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, 12)
        column.setSpacing(6)
        column.addLayout(line)

    @property
    def error(self) -> str:
        """Why the name typed is refused; empty where it is not."""
        return self._error.text()

    def show_name(self, name: str, what: str, family: str) -> None:
        """Show the name that is so already, and what has it."""
        self.name.set_value(name)
        self._what.set_text(what)
        self._what.setToolTip(tooltip(what))
        self.tile.set_family(family)
        self._show_error("")

    def show_problems(self, found: Sequence[Problem]) -> None:
        """Say how many of the worst problems there are; they stand further down."""
        counts = Counter(problem.severity for problem in found)
        worst = next((severity for severity in SEVERITIES if counts[severity]), None)
        if worst is not None:
            self.problems.show_text(tally(worst, counts[worst]), worst, worst)
        self.problems.setVisible(worst is not None)

    def _rename(self, name: str) -> None:
        if self._judge(name):
            self.renamed.emit(name)

    def _judge(self, name: str) -> bool:
        try:
            self._check(name)
        except EditError as error:
            self._show_error(str(error))
            return False
        self._show_error("")
        return True

    def _show_error(self, sentence: str) -> None:
        self._error.say(sentence)
        self.name.set_wrong(bool(sentence))
