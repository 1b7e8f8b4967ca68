"""The list of what is wrong with the network; each entry leads to its node."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QStackedLayout, QVBoxLayout, QWidget

from studio.graph import Problem, Severity
from studio.ui.numbers import counted
from studio.ui.panels.problem_rows import PROBLEM, ProblemRows
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.pill import Pill

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

SEVERITIES: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
"""Severities, worst first, with the word for one of them."""


class ProblemsPanel(QWidget):
    """Problems, worst first. Choosing one selects its node and asks for it to be brought into view."""

    reveal_requested = Signal(str)  # node

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[Problem, ...] | None = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.counts = {severity: Pill(icon=severity) for severity in SEVERITIES}
        self.list = _list()
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
        session.analysis_changed.connect(self._show)
        if session.analysis is not None:
            self._show(session.analysis)

    def _counts_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 10, 12, 6)
        row.setSpacing(6)
        for pill in self.counts.values():
            row.addWidget(pill)
        row.addStretch(1)
        return line

    def _show(self, analysis: Analysis) -> None:
        order = list(SEVERITIES)
        problems = tuple(sorted(analysis.problems, key=lambda problem: order.index(problem.severity)))
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
            model.appendRow(item)
            if problem == chosen:
                self.list.setCurrentIndex(item.index())

    def _lead_to(self, problem: Problem) -> None:
        if problem.node is not None and problem.node in self._session.graph:
            self._session.select([problem.node])
            self.reveal_requested.emit(problem.node)


def _list() -> QListView:
    shown = QListView()
    shown.setModel(QStandardItemModel(shown))
    shown.setItemDelegate(ProblemRows(shown))
    shown.setAccessibleName("Problems")
    shown.setMouseTracking(True)
    shown.setResizeMode(QListView.ResizeMode.Adjust)
    shown.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    return shown
