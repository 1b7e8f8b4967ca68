"""The list of what is wrong with the project; each entry leads to its node, and has a button for its remedy."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QStackedLayout, QVBoxLayout, QWidget

from studio.graph import Problem, Severity
from studio.ui.numbers import counted
from studio.ui.panels.problem_rows import PROBLEM, REMEDY, ProblemRows
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.pill import Pill

SEVERITIES: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
"""Severities, worst first, with the word for one of them."""


class ProblemsPanel(QWidget):
    """Problems, worst first. Choosing one selects its node and asks for it to be brought into view."""

    reveal_requested = Signal(str)  # node
    remedy_changed = Signal(str)  # what the remedy at hand would do, empty where there is none

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[Problem, ...] | None = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.counts = {severity: Pill(icon=severity) for severity in SEVERITIES}
        self.list = _list()
        self.rows = ProblemRows(self.list)
        self.rows.remedy_wanted.connect(session.apply_remedy)
        self.list.setItemDelegate(self.rows)
        self.list.clicked.connect(lambda index: self._lead_to(index.data(PROBLEM)))
        self.list.activated.connect(lambda index: self._lead_to(index.data(PROBLEM)))
        self._pages = QStackedLayout()
        self._waiting = EmptyState("clock", "Looking at the network …")
        self._none = EmptyState("success", "No problems", "The network is ready to train.", tint="success")
        for page in (self._waiting, self._none, self.list):
            self._pages.addWidget(page)
        self._head = self._counts_line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._pages, 1)
        self._head.hide()
        for changed in (session.analysis_changed, session.problems_changed):
            changed.connect(self._show)
        session.selection_changed.connect(self._tell_remedy)
        selection = self.list.selectionModel()
        selection.currentChanged.connect(self._tell_remedy)
        if session.analysis is not None:
            self._show()

    @property
    def at_hand(self) -> Problem | None:
        """The problem whose remedy a command applies: the entry chosen, or else the worst of the nodes selected."""
        model = self.list.model()
        indices = [self.list.currentIndex(), *(model.index(row, 0) for row in range(model.rowCount()))]
        curable: list[Problem] = [index.data(PROBLEM) for index in indices if index.data(REMEDY)]
        if indices[0].data(REMEDY):
            return curable[0]
        selected, local = self._session.selection, self._session.place.local
        return next((problem for problem in curable if not selected or local(problem) in selected), None)

    def apply_remedy(self) -> None:
        """Put the problem at hand right."""
        problem = self.at_hand
        if problem is not None:
            self._session.apply_remedy(problem)

    def _tell_remedy(self) -> None:
        problem = self.at_hand
        self.remedy_changed.emit(self._session.remedy_of(problem) if problem is not None else "")

    def _counts_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 10, 12, 6)
        row.setSpacing(6)
        for pill in self.counts.values():
            row.addWidget(pill)
        row.addStretch(1)
        return line

    def _show(self) -> None:
        order = list(SEVERITIES)
        problems = tuple(sorted(self._session.problems, key=lambda problem: order.index(problem.severity)))
        if problems == self._shown:
            return
        self._shown = problems
        self._fill(problems)
        found = Counter(problem.severity for problem in problems)
        for severity, pill in self.counts.items():
            pill.show_text(counted(found[severity], SEVERITIES[severity]), severity, severity)
            pill.setVisible(found[severity] > 0)
        self._head.setVisible(bool(problems))
        self._pages.setCurrentIndex(2 if problems else 1)

    def _fill(self, problems: tuple[Problem, ...]) -> None:
        """Put the entries in, keeping the chosen one where it is still there."""
        chosen = self.list.currentIndex().data(PROBLEM)
        model = self.list.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        for problem in problems:
            item = QStandardItem(f"{problem.message} {problem.remedy}")
            item.setData(problem, PROBLEM)
            item.setData(self._session.remedy_of(problem), REMEDY)
            model.appendRow(item)
            if problem == chosen:
                self.list.setCurrentIndex(item.index())
        self._tell_remedy()

    def _lead_to(self, problem: Problem) -> None:
        name = self._session.go_to(problem.node) if problem.node is not None else None
        if name is not None:
            self.reveal_requested.emit(name)


def _list() -> QListView:
    shown = QListView()
    shown.setModel(QStandardItemModel(shown))
    shown.setAccessibleName("Problems")
    shown.setMouseTracking(True)
    shown.setResizeMode(QListView.ResizeMode.Adjust)
    shown.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    return shown
