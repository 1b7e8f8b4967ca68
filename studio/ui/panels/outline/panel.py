"""The outline: every node as a line of a table, in step with the canvas, and edited by keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QStackedLayout, QWidget

from studio.graph import EditError
from studio.graph.edits import rename
from studio.project.outline import Outline, Path
from studio.text import tr
from studio.ui.actions import make
from studio.ui.actions.making import context_menu
from studio.ui.actions.menus import ON_NODE, Group
from studio.ui.panels.outline.columns import COLUMNS
from studio.ui.panels.outline.model import OutlineModel
from studio.ui.session import Session
from studio.ui.session.open_document import OpenDocument
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.tree import Tree

ONLY_ON_CANVAS = ("edit.rename", "view.fit_selection")
"""What stands on a node's menu and needs the canvas in view; a line is renamed where it stands."""


class OutlinePanel(QWidget):
    """Lines that are selected are the nodes selected on the canvas, which shows the level they are of."""

    reveal_requested = Signal(object)  # names of nodes of the level shown
    parameters_wanted = Signal(str)  # of a node

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._is_stale, self._is_following = True, False
        self._filled_from: OpenDocument | None = None
        self._opened_in: WeakKeyDictionary[OpenDocument, set[Path]] = WeakKeyDictionary()
        self.model = OutlineModel(self)
        self.tree = _Lines(self.model)
        self._empty = EmptyState("layers", tr("No layers yet"), tr("Each layer of the network will have a line here."))
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.tree)
        self._pages.addWidget(self._empty)
        self.setFocusProxy(self.tree)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fill)
        self._connect()

    def take_actions(self, known: Mapping[str, QAction]) -> None:
        """Have the keys and the menu of the canvas's nodes work on lines, too."""
        own = {"edit.rename": make("edit.rename", self.tree, self.rename)}
        shared = {name: known[name] for name in _ids(ON_NODE.groups) if name not in ONLY_ON_CANVAS}
        self.tree.addActions(list(shared.values()))
        self.tree.known = {**known, **own}

    def rename(self) -> None:
        """Put the cursor into the name of the current line."""
        current = self.tree.currentIndex()
        if current.isValid():
            self.tree.edit(self.model.index_of(self.model.path(current)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._fill()

    @property
    def _opened(self) -> set[Path]:
        """The blocks whose lines are opened in the document that is shown."""
        return self._opened_in.setdefault(self._session.document, set())

    def _connect(self) -> None:
        session, chosen = self._session, self.tree.selectionModel()
        for changed in (session.project_changed, session.examined):
            changed.connect(self._renew)
        session.selection_changed.connect(self._follow)
        session.level_changed.connect(self._follow)
        chosen.selectionChanged.connect(self._lead)
        chosen.currentChanged.connect(self._lead)
        self.model.rename_wanted.connect(self._rename)
        self.tree.expanded.connect(lambda index: self._opened.add(self.model.path(index)))
        self.tree.collapsed.connect(lambda index: self._opened.discard(self.model.path(index)))
        self.tree.entered_line.connect(lambda index: self.parameters_wanted.emit(self.model.path(index)[-1]))

    def _renew(self) -> None:
        """Show what has changed, in a turn of its own, as others have to show it too; out of sight not at all."""
        self._is_stale = True
        if self.isVisible():
            self._later.start()

    def _fill(self) -> None:
        session = self._session
        self._is_stale = False
        self._is_following, opened = True, set(self._opened)
        if session.document is not self._filled_from:
            self._close_all()
            self._filled_from = session.document
        self.model.show(Outline(session.project.graph, session.analysis, session.problems))
        for path in sorted(opened, key=len):
            self.tree.expand(self.model.index_of(path))
        self._is_following = False
        self._pages.setCurrentWidget(self.tree if session.project.graph else self._empty)
        self._follow()

    def _close_all(self) -> None:
        """Close all lines without a word: those that were open are so in another document."""
        blocked = QSignalBlocker(self.tree)
        self.tree.collapseAll()
        blocked.unblock()

    def _follow(self) -> None:
        """Select the lines of the nodes selected on the canvas."""
        if self._is_following or self._is_stale or not self.isVisible():
            return
        paths = [(*self._session.level, name) for name in self._session.graph if name in self._session.selection]
        if set(paths) == set(self._chosen()):
            return
        self._is_following = True
        flags = QItemSelectionModel.SelectionFlag
        for depth in range(1, len(self._session.level) + 1):
            self.tree.expand(self.model.index_of(self._session.level[:depth]))
        self._choose(paths)
        if paths and self._current() not in paths:
            self.tree.selectionModel().setCurrentIndex(self.model.index_of(paths[-1]), flags.NoUpdate)
        if paths:
            self.tree.scrollTo(self.model.index_of(paths[-1]))
        self._is_following = False

    def _lead(self) -> None:
        """Select on the canvas what is selected here, on the level of the current line."""
        if self._is_following:
            return
        chosen, current = self._chosen(), self._current()
        level = (current if current in chosen or not chosen else chosen[-1])[:-1]
        names = [path[-1] for path in chosen if path[:-1] == level]
        self._is_following = True
        if chosen:
            self._session.show_level(level)
        self._session.select(names)
        if len(names) < len(chosen):
            self._choose([(*level, name) for name in names])
        self._is_following = False
        if names:
            self.reveal_requested.emit(names)

    def _rename(self, path: Path, name: str) -> None:
        session = self._session
        if name == path[-1] or path[:-1] != session.level:
            return
        try:
            graph = rename(session.graph, path[-1], name)
        except EditError as error:
            session.refused.emit(error.message, error.remedy)
            return
        session.apply_graph(tr("Rename {node} to {name}", node=path[-1], name=name), graph)
        session.select([name])

    def _chosen(self) -> list[Path]:
        return [self.model.path(index) for index in self.tree.selectionModel().selectedRows()]

    def _current(self) -> Path:
        current = self.tree.currentIndex()
        return self.model.path(current) if current.isValid() else ()

    def _choose(self, paths: list[Path]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        selection = self.tree.selectionModel()
        selection.clearSelection()
        for path in paths:
            selection.select(self.model.index_of(path), flags.Select | flags.Rows)


class _Lines(Tree):
    """The table. Enter asks for the parameters of a line; the menu key and a right click have what can be done."""

    entered_line = Signal(QModelIndex)

    def __init__(self, model: OutlineModel) -> None:
        super().__init__()
        self.known: Mapping[str, QAction] = {}
        self.setModel(model)
        self.setAccessibleName(tr("Outline of the network"))
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.header().setStretchLastSection(True)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, column.width)
        self.doubleClicked.connect(lambda index: self.entered_line.emit(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            if self.currentIndex().isValid():
                self.entered_line.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.known and self.selectionModel().hasSelection():
            context_menu(self, ON_NODE, self.known).popup(event.globalPos())


def _ids(groups: tuple[Group, ...]) -> list[str]:
    return [entry for group in groups for entry in group if isinstance(entry, str)]
