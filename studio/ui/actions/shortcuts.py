"""Which keys each action has: those that a person chose, and else those it is declared with."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

from studio.text import tr
from studio.ui.actions.catalogue import actions

PLACES = {"window": tr("Everywhere"), "start_page": tr("On the start page"), "canvas": tr("On the canvas"),
          "runs": tr("In the list of runs"), "table": tr("In tables")}  # fmt: skip
"""Where keys work, by the scope of their action; actions of other scopes have none."""

_NEEDED = {
    Qt.Key(each)
    for each in (
        Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space,
        Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
        Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    )
}  # fmt: skip
"""What fields and lists are moved in and typed with: without Ctrl or Alt they cannot stand for something everywhere."""


_SIGNS = {
    "Meta": "⌃", "Alt": "⌥", "Shift": "⇧", "Ctrl": "⌘", "Return": "↩", "Enter": "⌤", "Backspace": "⌫", "Del": "⌦",
    "Esc": "⎋", "Tab": "⇥", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Home": "↖", "End": "↘",
    "PgUp": "⇞", "PgDown": "⇟",
}  # fmt: skip
"""How macOS writes keys, those that are held in its order; Qt's Ctrl is its Command key, and Qt's Meta its Control."""

_INSTEAD_ON_MACOS = {
    "Ctrl+Tab": "Meta+Tab", "Ctrl+Shift+Tab": "Meta+Shift+Tab", "Ctrl+H": "Meta+H", "Ctrl+M": "Meta+M",
    "Ctrl+Alt+H": "Meta+Shift+H", "Ctrl+Alt+M": "Meta+Shift+M", "F11": "Meta+Ctrl+F",
    "Ins": "Shift+I",
}  # fmt: skip
"""Keys that macOS takes before a program hears them (it goes to another program, hides or folds away windows, shows the
desktop) or that Apple's keyboards lack, and those that stand in for them."""


class Shortcuts(QObject):
    """The choices of a person, of which there is one for the process, as there is one keyboard.

    Keys are told as portable text, such as `Ctrl+Shift+Z`. What a person chose for one action is taken from all others
    that would hear it in the same place.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, tuple[str, ...]] = {}

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """What a person chose, by the ids of actions."""
        return self._chosen

    def of(self, name: str) -> tuple[str, ...]:
        """The keys of an action, the first of which is shown in menus."""
        if name in self._chosen:
            return self._chosen[name]
        taken = {key for other, keys in self._chosen.items() if do_meet(name, other) for key in keys}
        return tuple(key for key in declared_keys(name) if key not in taken)

    def others_with(self, name: str, key: str) -> list[str]:
        """The other actions that hear a key in a place where this one would."""
        return [other for other in actions if other != name and do_meet(name, other) and key in self.of(other)]

    def choose(self, name: str, keys: Sequence[str]) -> None:
        """Give an action these keys in place of its own; none is a choice too."""
        for other in [other for other in self._chosen if other != name and do_meet(name, other)]:
            self._keep(other, [key for key in self._chosen[other] if key not in keys])
        self._keep(name, keys)
        self.changed.emit()

    def reset(self, name: str) -> None:
        """Give an action the keys again that it is declared with, as far as no other was given them."""
        if self._chosen.pop(name, None) is not None:
            self.changed.emit()

    def take(self, kept: Mapping[str, Sequence[str]]) -> None:
        """Begin with choices that were kept, in place of those of now; what is not known any more is passed by."""
        before, self._chosen = self._chosen, {}
        for name, keys in kept.items():
            if name in actions and actions[name].scope in PLACES:
                self._keep(name, [key for key in map(portable, keys) if key and not self._is_chosen(name, key)])
        if self._chosen != before:
            self.changed.emit()

    def _keep(self, name: str, keys: Sequence[str]) -> None:
        self._chosen[name] = tuple(keys)
        if self._chosen[name] == declared_keys(name):
            del self._chosen[name]

    def _is_chosen(self, name: str, key: str) -> bool:
        return any(key in keys for other, keys in self._chosen.items() if do_meet(name, other))


@cache
def shortcuts() -> Shortcuts:
    """The one that knows: connect to its `changed`."""
    return Shortcuts()


def declared_keys(name: str, platform: str = sys.platform) -> tuple[str, ...]:
    """The keys that an action is declared with, which some systems lack; others for those that the system takes."""
    keys = tuple(key for key in map(portable, actions[name].shortcuts) if key)
    return tuple(_INSTEAD_ON_MACOS.get(key, key) for key in keys) if platform == "darwin" else keys


def portable(keys: str | QKeySequence.StandardKey | QKeySequence) -> str:
    """Keys as text that is the same on every system; empty for what are none."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def native(keys: str | QKeySequence, platform: str = sys.platform) -> str:
    """Keys as a system writes them: on macOS with its signs, on others in words.

    Also those that are held while something else is done, such as `Ctrl`.
    """
    words = portable(keys) or (keys if isinstance(keys, str) else "")
    if platform != "darwin" or not words:
        return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or words
    *held, key = [part or "+" for part in re.split(r"(?<=.)\+", words)]
    return "".join(sign for each, sign in _SIGNS.items() if each in held) + _SIGNS.get(key, key)


def shortcut_text(name: str) -> str:
    """The first keys of an action as this system writes them; empty where it has none."""
    keys = shortcuts().of(name)
    return native(keys[0]) if keys else ""


def do_meet(first: str, second: str) -> bool:
    """Whether the keys of two actions are heard in one place."""
    scopes = {actions[first].scope, actions[second].scope}
    return scopes <= PLACES.keys() and (len(scopes) == 1 or "window" in scopes)


def unfit(name: str, key: str) -> str:
    """Why an action cannot have a key, in a sentence; empty where it can."""
    pressed = QKeySequence(key)
    if pressed.isEmpty():
        return tr("These keys are none that can be told apart.")
    combination = pressed[0]  # type: ignore[index]  # its stub lacks what it can
    held = combination.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    if actions[name].scope == "window" and combination.key() in _NEEDED and not held:
        return tr(
            "Fields and lists need {key} themselves. Hold {control} or {alt} with it for what works everywhere.",
            key=native(key), control=native("Ctrl"), alt=native("Alt"),
        )  # fmt: skip
    return ""
