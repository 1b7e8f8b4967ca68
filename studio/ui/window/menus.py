"""Menus and toolbar: every command of the window with its shortcut, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from studio.project.recent_files import recent
from studio.project.shares import STATISTICS
from studio.ui import theme

if TYPE_CHECKING:
    from studio.ui.window.main_window import MainWindow

EDIT = (
    ("add", "insert"),
    ("cut", "copy", "paste", "paste_linked", "duplicate"),
    ("delete", "delete_and_heal", "rename"),
    ("connect", "disconnect"),
    ("select_all", "select_none", "invert_selection"),
    ("group", "ungroup", "enter_block", "leave_block", "keep_block", "bypass"),
    ("arrange", "find"),
)
"""Canvas actions of the edit menu, in groups."""

VIEW = (("zoom_in", "zoom_out", "actual_size"), ("fit_all", "fit_selection"), ("snap", "minimap"))
"""Canvas actions of the view menu, in groups."""

THEMES: tuple[tuple[theme.Choice, str], ...] = (("system", "Follow the System"), ("light", "Light"), ("dark", "Dark"))

Shortcut = str | QKeySequence.StandardKey


class Commands(QObject):
    """The window's own commands; the canvas brings those that edit or view the network."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        keys = QKeySequence.StandardKey
        self.new = self._command("New", "new", keys.New, window.new)
        self.open = self._command("Open…", "open", keys.Open, lambda: window.open())
        self.save = self._command("Save", "save", keys.Save, window.save)
        self.save_as = self._command("Save As…", "save-as", "Ctrl+Shift+S", window.save_as)
        self.welcome = self._command("Start Page", "template", "Ctrl+Shift+N", window.show_welcome)
        self.export = self._command("Export…", "export", "Ctrl+E", window.export)
        self.quit = self._command("Quit", "close", keys.Quit, window.close)
        self.undo = self._command("Undo", "undo", keys.Undo, window.session.undo)
        self.redo = self._command("Redo", "redo", "Ctrl+Shift+Z", window.session.redo)
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.train = self._command("Train", "play", "F5", window.train)
        self.pause = self._command("Pause", "pause", "F6", window.training.toggle_pause)
        self.stop = self._command("Stop", "stop", "Shift+F5", window.job.stop)
        self.about_layer = self._command("About This Layer", "help", "F1", window.show_help)
        self.help_index = self._command("All Layers", "layers", "Shift+F1", window.show_help_index)
        self.remedy = self._command("Apply Remedy", "check", "F8", window.problems.apply_remedy)
        window.problems.remedy_changed.connect(self._follow_remedy)
        window.session.history_changed.connect(self._follow_history)
        window.job.state_changed.connect(self._follow_training)
        self._follow_history()
        self._follow_remedy("")
        self._follow_training("idle")

    def _command(self, text: str, icon: str, shortcut: Shortcut, act: Callable[[], object]) -> QAction:
        action = QAction(theme.icon(icon), text, self)
        action.setShortcut(QKeySequence(shortcut))
        _word(action, text)
        action.triggered.connect(lambda: act())
        return action

    def _follow_history(self) -> None:
        session = self._window.session
        for action, verb, label in ((self.undo, "Undo", session.undo_label), (self.redo, "Redo", session.redo_label)):
            action.setEnabled(label is not None)
            _word(action, f"{verb} {label}" if label else verb)
        self.save.setEnabled(session.is_modified or session.path is None)

    def _follow_remedy(self, title: str) -> None:
        self.remedy.setEnabled(bool(title))
        _word(self.remedy, f"Apply Remedy: {title}" if title else "Apply Remedy")

    def _follow_training(self, state: str) -> None:
        busy = state != "idle"
        self.train.setEnabled(not busy)
        self.pause.setEnabled(state in ("running", "paused"))
        _word(self.pause, "Resume" if state == "paused" else "Pause")
        self.stop.setEnabled(busy and state != "stopping")


def _word(action: QAction, text: str) -> None:
    """Give an action its words, and with its shortcut those that are told on pointing at it."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    plain = text.rstrip("…")
    action.setText(text)
    action.setToolTip(f"{plain} ({keys})" if keys else plain)


def build_menus(window: MainWindow) -> None:
    """Fill the menu bar."""
    bar, commands, canvas = window.menuBar(), window.commands, window.canvas.action
    files = bar.addMenu("&File")
    files.addActions([commands.new, commands.open])
    window_recent = files.addMenu("Open Recent")
    window_recent.aboutToShow.connect(partial(_list_recent, window, window_recent))
    files.addAction(commands.welcome)
    files.addSeparator()
    files.addActions([commands.save, commands.save_as, commands.export])
    files.addSeparator()
    files.addAction(commands.quit)
    edit = bar.addMenu("&Edit")
    edit.addActions([commands.undo, commands.redo])
    edit.addSeparator()
    edit.addAction(commands.remedy)
    edit.addSeparator()
    _add_groups(edit, canvas, EDIT)
    view = bar.addMenu("&View")
    _add_groups(view, canvas, VIEW)
    view.addSeparator()
    _add_share_menu(window, view)
    _add_theme_menu(view)
    train = bar.addMenu("&Train")
    train.addActions([commands.train, commands.pause, commands.stop])
    bar.addMenu("&Help").addActions([commands.about_layer, commands.help_index])


def build_toolbar(window: MainWindow) -> QToolBar:
    """The toolbar: files and history left, the way to a trained network right."""
    bar = QToolBar("Main", window)
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    commands = window.commands
    bar.addActions([commands.welcome, commands.open, commands.save])
    bar.addSeparator()
    bar.addActions([commands.undo, commands.redo])
    bar.addSeparator()
    canvas = window.canvas.action
    bar.addActions([canvas[key] for key in ("fit_all", "arrange", "snap", "minimap")])
    spacer = QWidget()
    spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(spacer)
    bar.addActions([commands.train, commands.pause, commands.stop])
    bar.addSeparator()
    bar.addAction(commands.export)
    for action, name in ((commands.train, "primary"), (commands.export, "labelled")):
        button = bar.widgetForAction(action)
        assert isinstance(button, QToolButton)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setObjectName(name)
    window.addToolBar(bar)
    window.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return bar


def _list_recent(window: MainWindow, menu: QMenu) -> None:
    menu.clear()
    for path in recent():
        menu.addAction(str(path).replace("&", "&&"), partial(window.open, path))
    if menu.isEmpty():
        menu.addAction("No recent files").setEnabled(False)


def _add_groups(menu: QMenu, actions: Mapping[str, QAction], groups: Iterable[tuple[str, ...]]) -> None:
    for group in groups:
        menu.addSeparator()
        menu.addActions([actions[key] for key in group])


def _add_theme_menu(view: QMenu) -> None:
    menu = view.addMenu("Theme")
    group = QActionGroup(menu)
    for choice, text in THEMES:
        action = menu.addAction(text, partial(theme.set_mode, choice))
        action.setCheckable(True)
        action.setChecked(choice == theme.choice())
        group.addAction(action)


def _add_share_menu(window: MainWindow, view: QMenu) -> None:
    menu = view.addMenu("Show Share of")
    group = QActionGroup(menu)
    chosen = window.canvas.network.share_of
    for statistic, text in STATISTICS.items():
        action = menu.addAction(text, partial(window.show_share_of, statistic))
        action.setCheckable(True)
        action.setChecked(statistic == chosen)
        group.addAction(action)
