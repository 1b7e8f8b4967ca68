"""The inspector: what is selected, its parameters to edit and its read-outs; without a selection, the project."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QStackedLayout, QWidget

from studio.layers.moves import is_only_moved
from studio.project import Project
from studio.text import tr
from studio.ui.panels.inspector.block import BlockPage
from studio.ui.panels.inspector.many import ManyPage
from studio.ui.panels.inspector.node import NodePage
from studio.ui.panels.inspector.project import ProjectPage
from studio.ui.session import Session
from studio.ui.widgets.scrolled import scrolled

BLOCK = 3
"""Number of the page of the block entered."""

MANY = 500
"""More selected nodes than these are looked through in a turn of the event loop of their own."""


class InspectorPanel(QWidget):
    """Shows one page: a node, several nodes, or without a selection the block entered or the project."""

    help_requested = Signal()  # about the node shown
    compare_requested = Signal(object)  # the layer of the node shown, with others of its family

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(240)
        self.project_page = ProjectPage(session)
        self.node_page = NodePage(session)
        self.many_page = ManyPage(session)
        self._pages = QStackedLayout(self)
        self.block_page = BlockPage(session)
        for page in (self.project_page, self.node_page, self.many_page, self.block_page):
            self._pages.addWidget(_scrolled(page))
        self.node_page.header.problems_wanted.connect(self._show_problems)
        self.node_page.formulas.more_requested.connect(self.help_requested)
        self.node_page.formulas.compare_requested.connect(self.compare_requested)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._refresh)
        session.selection_changed.connect(self._follow_selection)
        session.project_changed.connect(self._follow)
        session.level_changed.connect(self._refresh)
        session.examined.connect(self._refresh_readouts)
        session.further.changed.connect(self._refresh_readouts)
        self._refresh()

    def focus_name(self) -> None:
        """Put the cursor into the name, of the node or of the project."""
        if len(self._session.selection) == 1:
            self.node_page.focus_name()
        else:
            (self.block_page if self._session.level else self.project_page).focus_name()

    def focus_parameters(self) -> None:
        """Put the cursor into the first parameter of the node shown."""
        if len(self._session.selection) == 1:
            self.node_page.focus_parameters()

    def _show_problems(self) -> None:
        """Bring into view what is wrong with the node shown."""
        area = self._pages.currentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(self.node_page.problems)

    def _follow_selection(self, chosen: frozenset[str]) -> None:
        """Show what is selected: of very many nodes in a turn of its own, as the canvas has to show them too."""
        if len(chosen) > MANY:
            self._later.start()
        else:
            self._refresh()

    def _follow(self, before: Project, now: Project) -> None:
        """Show what an edit has changed. Where cards stand is nothing that is shown here."""
        others = now.with_graph(before.graph) != before
        if others or self._page() == BLOCK or not is_only_moved(now.graph, before.graph):
            self._refresh()

    def _refresh(self) -> None:
        self._later.stop()
        count = len(self._session.selection)
        if count == 1:
            self.node_page.show_node(next(iter(self._session.selection)))
        elif count:
            self.many_page.refresh()
        elif self._session.level:
            self.block_page.refresh()
        else:
            self.project_page.refresh()
        self._pages.setCurrentIndex(self._page())

    def _refresh_readouts(self) -> None:
        if self._later.isActive():
            return
        (self.project_page, self.node_page, self.many_page, self.block_page)[self._page()].refresh_readouts()

    def _page(self) -> int:
        count = len(self._session.selection)
        return BLOCK if not count and self._session.level else min(count, 2)


def _scrolled(page: QWidget) -> QScrollArea:
    page.setProperty("surface", "clear")
    return scrolled(page, tr("Inspector"))
