"""The list of what is wrong with the project; each entry leads to its node, and has a button for its remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from operator import attrgetter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from studio.graph import Problem, Severity
from studio.project.diagnostics.entries import Entry, Group, entries, held, tally
from studio.project.diagnostics.order import SEVERITIES, causes_first
from studio.project.readiness import next_step
from studio.text import tr
from studio.ui.panels.problems.list import ProblemList
from studio.ui.panels.problems.model import ProblemModel
from studio.ui.panels.problems.rows import ENTRY, ProblemRows
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.pill import Pill

MANY = 500
"""More problems than these are shown in a turn of the event loop of their own."""


class ProblemsPanel(QWidget):
    """Problems, worst first, those of a kind together. Choosing one selects its node and asks for it to be brought
    into view; choosing a group opens or closes it."""

    reveal_requested = Signal(str)  # node
    remedy_changed = Signal(str)  # what the remedy at hand would do, empty where there is none

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._found: Group | None = None
        self._shown: Group = ()
        self._opened: set[Hashable] = set()
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.counts = {severity: Pill(icon=severity) for severity in SEVERITIES}
        self._model = ProblemModel(self)
        self.list = ProblemList(self._model)
        self.rows = ProblemRows(self.list)
        self.rows.remedy_wanted.connect(lambda entry: session.apply_remedy(*entry.problems))
        self.list.setItemDelegate(self.rows)
        self.list.pointer_left.connect(self._fill)
        self.list.clicked.connect(lambda index: self._choose(index.data(ENTRY)))
        self.list.chosen.connect(lambda index: self._choose(index.data(ENTRY)))
        self._pages = QStackedLayout()
        self._waiting = EmptyState("clock", tr("Looking at the network …"))
        self._none = EmptyState("success", tr("No problems"), tr("The network is ready to train."), tint="success")
        for page in (self._waiting, self._none, self.list):
            self._pages.addWidget(page)
        self._head = self._counts_line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._pages, 1)
        self._head.hide()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show)
        session.examined.connect(self._follow)
        session.selection_changed.connect(self._tell_remedy)
        session.project_changed.connect(self._tell_readiness)
        selection = self.list.selectionModel()
        selection.currentChanged.connect(self._tell_remedy)
        if session.analysis is not None:
            self._show()

    @property
    def at_hand(self) -> Group:
        """The problems whose remedy a command applies: the entry chosen, or else the worst of the nodes selected."""
        chosen: Entry | None = self.list.currentIndex().data(ENTRY)
        if chosen is not None and chosen.button:
            return chosen.problems
        selected, local = self._session.selection, self._session.place.local
        curable = (problem for problem in self._shown if problem.fix is not None)
        wanted = (problem for problem in curable if not selected or local(problem) in selected)
        return next(((problem,) for problem in wanted if self._session.remedy_of(problem)), ())

    def apply_remedy(self) -> None:
        """Put the problems at hand right."""
        if at_hand := self.at_hand:
            self._session.apply_remedy(*at_hand)

    def _tell_remedy(self) -> None:
        at_hand = self.at_hand
        self.remedy_changed.emit(self._session.remedy_of(*at_hand) if at_hand else "")

    def _counts_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 10, 12, 6)
        row.setSpacing(6)
        for pill in self.counts.values():
            row.addWidget(pill)
        row.addStretch(1)
        return line

    def _follow(self) -> None:
        """Show the problems of the moment: very many in a turn of their own, as others have to show them too."""
        if len(self._session.problems) > MANY:
            self._later.start()
        else:
            self._show()

    def _show(self) -> None:
        """Show the problems of the moment. Where they are the same as before their remedies may still be others."""
        problems = self._session.problems
        self._tell_readiness()
        if self._session.analysis is None:
            self._found, self._shown = None, ()
            self._fill()
            self._head.hide()
            self._pages.setCurrentWidget(self._waiting)
            return
        if problems is self._found:
            self.list.viewport().update()
            self._tell_remedy()
            return
        self._found = problems
        self._shown = causes_first(problems, self._session.analysis.expansion.network)
        self._fill(in_place=self.list.is_pointed_at)
        self._show_counts(Counter(map(attrgetter("severity"), problems)))
        self._pages.setCurrentIndex(2 if problems else 1)

    def _show_counts(self, found: Counter[Severity]) -> None:
        for severity, pill in self.counts.items():
            pill.show_text(tally(severity, found[severity]), severity, severity)
            pill.setVisible(found[severity] > 0)
        self._head.setVisible(bool(found))

    def _tell_readiness(self) -> None:
        """Where nothing is wrong, say whether the network can be trained, or what lies before that."""
        step = next_step(self._session.project, self._session.problems)
        self._none.set_sentence(
            tr("The network is ready to train.")
            if step is None
            else tr("{words}, and it can be trained.", words=step.words)
        )

    def _fill(self, *, in_place: bool = False) -> None:
        """Put the entries in, keeping the chosen one where it is still there.

        With `in_place` every row stays where it is, as the pointer is on one of them.
        """
        chosen: Entry | None = self.list.currentIndex().data(ENTRY)
        found = list(entries(self._shown, self._opened, self._session.remedy_of))
        self._model.show(held(self._model.entries, found) if in_place else found)
        if chosen is not None and self.list.currentIndex().data(ENTRY) != chosen:
            self.list.setCurrentIndex(self._model.find(chosen))
        self.list.viewport().update()
        self._tell_remedy()

    def _choose(self, entry: Entry) -> None:
        if entry.is_gone:
            return
        if entry.is_group:
            self._opened ^= {entry.kind}
            self._fill()
        else:
            self.lead_to(entry.problems[0])

    def lead_to(self, problem: Problem) -> None:
        """Show the level of a problem's node, and ask for the node to be brought into view."""
        name = self._session.go_to(problem.node) if problem.node is not None else None
        if name is not None:
            self.reveal_requested.emit(name)
