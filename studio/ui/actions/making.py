"""Makes Qt's actions and menus of what is declared. Nothing else in the window makes any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from studio.text import in_language
from studio.ui import theme
from studio.ui.actions.catalogue import actions
from studio.ui.actions.conditions import RESTING, Situation
from studio.ui.actions.menus import Menu
from studio.ui.actions.shortcuts import shortcut_text, shortcuts
from studio.ui.plain_text import caption, tooltip

Slot = Callable[..., object]

ROLES = {"help.about": QAction.MenuRole.AboutRole, "file.quit": QAction.MenuRole.QuitRole}
"""What macOS puts into the menu of the application. Left to itself, Qt takes there whatever begins like such an entry
in English, as “About This Layer” does."""


class MadeAction(QAction):
    """Qt's action for a declared one, with its words and with the keys that it has now."""

    def __init__(self, name: str, owner: QObject, title: str = "") -> None:
        super().__init__(owner)
        self.setObjectName(name)
        self.setMenuRole(ROLES.get(name, QAction.MenuRole.NoRole))
        self._title, self._missing = title, ""
        self._follow_keys()
        shortcuts().changed.connect(self._follow_keys)

    def entitle(self, title: str = "", missing: str = "") -> None:
        """Take other words than those declared, or these again; `missing` says why it cannot be done."""
        self._title, self._missing = title, missing
        self._word()

    @property
    def missing(self) -> str:
        """Why it cannot be done now; empty where it can."""
        return self._missing

    def _follow_keys(self) -> None:
        self.setShortcuts([QKeySequence(key) for key in shortcuts().of(self.objectName())])
        self._word()

    def _word(self) -> None:
        """The words, and those told on pointing at it, with its keys."""
        self.setText(caption(self._title or in_language(actions[self.objectName()].title)))
        lines = [told(self.objectName(), self._title), *([self._missing] if self._missing else [])]
        self.setToolTip(tooltip("\n".join(lines)))


def told(name: str, title: str = "") -> str:
    """What is told on pointing at an action, with its keys; `title` is what it is called in place of its own title."""
    declared, keys = actions[name], shortcut_text(name)
    words = in_language(declared.tip) or (title or in_language(declared.title)).rstrip("…")
    return f"{words} ({keys})" if keys else words


def make(name: str, owner: QObject, act: Slot | None = None, *, title: str = "") -> MadeAction:
    """Qt's action for a declared one, for a menu or widget that owns it; `title` says more than the declared one.

    `act` is called without arguments or, of an action that is on or off, with how it is now.
    """
    declared = actions[name]
    action = MadeAction(name, owner, title)
    if declared.icon:
        action.setIcon(theme.icon(declared.icon))
    if declared.scope not in ("window", "start_page"):
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
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


class ActionSet(Mapping[str, MadeAction]):
    """The actions that belong to one widget, by id."""

    def __init__(self, owner: QWidget, slots: Mapping[str, Slot]) -> None:
        self._made = {name: make(name, owner, act) for name, act in slots.items()}
        self._titles: dict[str, str] = {}
        self._is_resting = False
        choices: dict[str, QActionGroup] = {}
        for name, action in self._made.items():
            choice = actions[name].choice
            if choice:
                choices.setdefault(choice, QActionGroup(owner)).addAction(action)

    def __getitem__(self, name: str) -> MadeAction:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def follow(self, now: Situation) -> None:
        """Let exactly those be chosen that are possible now; the others say what is missing."""
        rests = now.is_resting != self._is_resting
        self._is_resting = now.is_resting
        for name, action in self._made.items():
            possible = not now.is_resting and actions[name].when.holds(now)
            if possible != action.isEnabled() or (rests and not possible):
                action.setEnabled(possible)
                self._word(name)

    def entitle(self, name: str, title: str = "") -> None:
        """Give an action other words than those declared, or these again."""
        if title != self._titles.get(name, ""):
            self._titles[name] = title
            self._word(name)

    def _word(self, name: str) -> None:
        action = self._made[name]
        action.entitle(self._titles.get(name, ""), "" if action.isEnabled() else self._why_not(name))

    def _why_not(self, name: str) -> str:
        return in_language(RESTING if self._is_resting else actions[name].when.missing)


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
