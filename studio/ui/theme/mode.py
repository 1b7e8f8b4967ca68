"""Which theme is shown: the system's, followed as it changes, unless a person chose another."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from studio.ui.theme.colours import CONTRAST, DARK, LIGHT, Theme

Choice = Literal["light", "dark", "contrast", "system"]

CHOICES: tuple[Choice, ...] = ("system", "light", "dark", "contrast")

_SCHEMES = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "contrast": Qt.ColorScheme.Dark,
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
        self._show({"light": LIGHT, "dark": DARK, "contrast": CONTRAST, "system": _system()}[choice])

    def follow(self, scheme: Qt.ColorScheme) -> None:
        """Take note of what the system shows now, which counts while nobody chose otherwise."""
        if self._choice == "system":
            self._show(_theme(scheme))

    def _show(self, theme: Theme) -> None:
        if theme is not self._shown:
            self._shown = theme
            self.changed.emit()


@cache
def notifier() -> Notifier:
    """The one that tells of changes: connect to its `changed`."""
    return Notifier()


def current() -> Theme:
    """The theme to draw with."""
    return notifier().shown


def choice() -> Choice:
    """What a person chose: `light`, `dark`, `contrast`, or `system` for what the desktop shows."""
    return notifier().choice


def set_mode(choice: Choice) -> None:
    """Show light, dark or high-contrast colours whatever the system has, or follow the system again."""
    notifier().choose(choice)


def _system() -> Theme:
    hints = QGuiApplication.styleHints() if QGuiApplication.instance() is not None else None
    return _theme(hints.colorScheme()) if hints is not None else LIGHT


def _theme(scheme: Qt.ColorScheme) -> Theme:
    if wants_contrast(QGuiApplication.styleHints()):
        return CONTRAST
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


def wants_contrast(hints: object) -> bool:
    """Whether the person's desktop asks for high contrast; Qt tells it from 6.10 on."""
    if not hasattr(hints, "accessibility"):
        return False
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)
