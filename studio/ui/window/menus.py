"""Menu bar and toolbar of the window, as they are declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QSizePolicy, QToolBar, QToolButton, QWidget

from studio.project.recent_files import recent
from studio.text import in_language, tr
from studio.ui.actions import make
from studio.ui.actions.making import fill
from studio.ui.actions.menus import LABELLED, MENU_BAR, RECENT, TOOLBAR, TOOLBAR_END

Known = Mapping[str, QAction]


def fill_menu_bar(bar: QMenuBar, known: Known, open_file: Callable[[Path], object]) -> None:
    """Put the menus into the bar; `open_file` opens one of the recent files."""
    inner: dict[str, QMenu] = {}
    for declared in MENU_BAR:
        inner |= fill(bar.addMenu(in_language(declared.title)), declared, known)
    inner[RECENT.id].aboutToShow.connect(partial(_list_recent, inner[RECENT.id], open_file))


def add_toolbar(window: QMainWindow, known: Known) -> QToolBar:
    """The toolbar: files and history left, the way to a trained network right."""
    bar = QToolBar(tr("Main"), window)
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    _add_groups(bar, TOOLBAR, known)
    spacer = QWidget()
    spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(spacer)
    _add_groups(bar, TOOLBAR_END, known)
    for name, kind in LABELLED.items():
        button = bar.widgetForAction(known[name])
        assert isinstance(button, QToolButton)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setObjectName(kind)
    window.addToolBar(bar)
    window.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return bar


def _add_groups(bar: QToolBar, groups: tuple[tuple[str, ...], ...], known: Known) -> None:
    for number, group in enumerate(groups):
        if number:
            bar.addSeparator()
        bar.addActions([known[name] for name in group])


def _list_recent(menu: QMenu, open_file: Callable[[Path], object]) -> None:
    menu.clear()
    for path in recent():
        make("file.open_recent", menu, partial(open_file, path), title=str(path))
    if menu.isEmpty():
        make("file.open_recent", menu, title=tr("No recent files")).setEnabled(False)
