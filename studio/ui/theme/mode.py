"""Which theme is shown: the system's, followed as it changes, unless a person chose light or dark."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from studio.ui.theme.colours import DARK, LIGHT, Theme

Choice = Literal["light", "dark", "system"]

_SCHEMES = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "system": Qt.ColorScheme.Unknown,
}


class Notifier(QObject):
    """Tells when the theme shown has become another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice = "system"
        self._shown = _system()

    @property
    def choice(self) -> Choice:
        """What a person chose."""
        return self._choice

    @property
    def shown(self) -> Theme:
        """The theme to draw with."""
        return self._shown

    def choose(self, choice: Choice) -> None:
        """Show another theme, window frames included where the system can."""
        self._choice = choice
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.setColorScheme(_SCHEMES[choice])
        self.refresh()

    def refresh(self) -> None:
        """Look again at what is chosen and what the system shows."""
        shown = {"light": LIGHT, "dark": DARK, "system": _system()}[self._choice]
        if shown is not self._shown:
            self._shown = shown
            self.changed.emit()


@cache
def notifier() -> Notifier:
    """The one that tells of changes: connect to its `changed`."""
    return Notifier()


def current() -> Theme:
    """The theme to draw with."""
    return notifier().shown


def choice() -> Choice:
    """What a person chose: `light`, `dark`, or `system` for what the desktop shows."""
    return notifier().choice


def set_mode(choice: Choice) -> None:
    """Show light or dark colours whatever the system has, or follow the system again."""
    notifier().choose(choice)


def _system() -> Theme:
    hints = QGuiApplication.styleHints() if QGuiApplication.instance() is not None else None
    return DARK if hints is not None and hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
