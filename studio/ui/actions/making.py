"""Makes Qt's actions and menus of what is declared. Nothing else in the window makes any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from studio.text import in_language
from studio.ui import theme
from studio.ui.actions.catalogue import actions
from studio.ui.actions.conditions import Situation
from studio.ui.actions.menus import Menu
from studio.ui.plain_text import caption, tooltip

Slot = Callable[..., object]


def make(name: str, owner: QObject, act: Slot | None = None, *, title: str = "") -> QAction:
    """Qt's action for a declared one, for a menu or widget that owns it; `title` says more than the declared one.

    `act` is called without arguments or, of an action that is on or off, with how it is now.
    """
    declared = actions[name]
    action = QAction(owner)
    action.setObjectName(name)
    if declared.icon:
        action.setIcon(theme.icon(declared.icon))
    action.setShortcuts([QKeySequence(keys) for keys in declared.shortcuts])
    if declared.scope != "window":
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    entitle(action, title)
    if declared.checked is not None:
        action.setCheckable(True)
        action.setChecked(declared.checked)
    if act is not None and declared.checked is not None and not declared.choice:
        action.toggled.connect(act)
    elif act is not None:
        action.triggered.connect(lambda: act())
    if isinstance(owner, QWidget):
        owner.addAction(action)
    return action


def entitle(action: QAction, title: str = "", missing: str = "") -> None:
    """Give an action its words, by default those declared, and those told on pointing at it, with its keys.

    `missing` says why it cannot be done.
    """
    declared = actions[action.objectName()]
    words = title or in_language(declared.title)
    action.setText(caption(words))
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    told = in_language(declared.tip) or words.rstrip("…")
    lines = [f"{told} ({keys})" if keys else told, *([missing] if missing else [])]
    action.setToolTip(tooltip("\n".join(lines)))


def shortcut_text(name: str) -> str:
    """The first keys of an action, in Qt's own words."""
    return QKeySequence(actions[name].shortcuts[0]).toString()


class ActionSet(Mapping[str, QAction]):
    """The actions that belong to one widget, by id."""

    def __init__(self, owner: QWidget, slots: Mapping[str, Slot]) -> None:
        self._made = {name: make(name, owner, act) for name, act in slots.items()}
        self._titles: dict[str, str] = {}
        choices: dict[str, QActionGroup] = {}
        for name, action in self._made.items():
            choice = actions[name].choice
            if choice:
                choices.setdefault(choice, QActionGroup(owner)).addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def follow(self, now: Situation) -> None:
        """Let exactly those be chosen that are possible now; the others say what is missing."""
        for name, action in self._made.items():
            possible = not now.is_resting and actions[name].when.holds(now)
            if possible != action.isEnabled():
                action.setEnabled(possible)
                self._word(name)

    def entitle(self, name: str, title: str = "") -> None:
        """Give an action other words than those declared, or these again."""
        if title != self._titles.get(name, ""):
            self._titles[name] = title
            self._word(name)

    def _word(self, name: str) -> None:
        action = self._made[name]
        missing = "" if action.isEnabled() else in_language(actions[name].when.missing)
        entitle(action, self._titles.get(name, ""), missing)


def fill(menu: QMenu, declared: Menu, known: Mapping[str, QAction]) -> dict[str, QMenu]:
    """Put into a menu what is declared for it; gives the menus inside of it, by id."""
    inner: dict[str, QMenu] = {}
    menu.setToolTipsVisible(True)
    for group in declared.groups:
        menu.addSeparator()
        for entry in group:
            if isinstance(entry, Menu):
                inner[entry.id] = made = menu.addMenu(in_language(entry.title))
                inner |= fill(made, entry, known)
            else:
                menu.addAction(known[entry])
    return inner


def context_menu(owner: QWidget, declared: Menu, known: Mapping[str, QAction]) -> QMenu:
    """A menu for a right click, which goes when it is closed."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fill(menu, declared, known)
    return menu
