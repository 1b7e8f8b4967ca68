"""What a right click on a problem offers: its remedy, the way to its node, its words to take along."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from studio.project.diagnostics.entries import Entry
from studio.text import paragraph, tr
from studio.ui.actions import make
from studio.ui.panels.problems.problems import ProblemList
from studio.ui.panels.problems.rows import ENTRY


class ProblemMenu(QObject):
    """The menu of one list of problems."""

    remedy_wanted = Signal(object)  # Entry
    node_wanted = Signal(object)  # Entry

    def __init__(self, problems: ProblemList) -> None:
        super().__init__(problems)
        self._list = problems
        self.menu = QMenu(problems)
        problems.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        problems.customContextMenuRequested.connect(self._show)

    def _show(self, at: QPoint) -> None:
        entry: Entry | None = self._list.indexAt(at).data(ENTRY)
        if entry is None:
            return
        self._fill(entry)
        self.menu.popup(self._list.viewport().mapToGlobal(at))

    def _fill(self, entry: Entry) -> None:
        self.menu.clear()
        title = tr("Apply Remedy: {remedy}", remedy=entry.button) if entry.button else ""
        remedy = make("problem.apply_remedy", self.menu, lambda: self.remedy_wanted.emit(entry), title=title)
        remedy.setEnabled(bool(entry.button))
        node = make("problem.show_node", self.menu, lambda: self.node_wanted.emit(entry))
        node.setEnabled(entry.problems[0].node is not None and not entry.is_gone)
        make("problem.copy", self.menu, lambda: _copy(entry))


def _copy(entry: Entry) -> None:
    QGuiApplication.clipboard().setText(paragraph(entry.message, entry.remedy))
