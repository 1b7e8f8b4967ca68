"""Dresses the application: Fusion underneath, our palette, font and style sheet on top, renewed with the theme."""

from __future__ import annotations

import re
from dataclasses import asdict
from string import Template

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from studio.paths import RESOURCES
from studio.ui.theme.colours import Theme
from studio.ui.theme.fonts import font, scale
from studio.ui.theme.mode import current, notifier

_SIZE = re.compile(r"font-size: (\d+)px")


def apply(app: QApplication) -> None:
    """Give the application its look, and keep it in step with the system and with `set_mode`."""
    if app.findChild(_Dresser) is None:
        app.setStyle("Fusion")
        app.setFont(font())
        _Dresser(app)


class _Dresser(QObject):
    """Renews palette and style sheet whenever the theme shown becomes another."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.styleHints().colorSchemeChanged.connect(notifier().follow)
        notifier().changed.connect(self._dress)
        notifier().follow(app.styleHints().colorScheme())
        self._dress()

    def _dress(self) -> None:
        self._app.setFont(font())
        self._app.setPalette(palette(current()))
        self._app.setStyleSheet(style_sheet(current()))


def style_sheet(theme: Theme) -> str:
    """The style sheet in the colours of a theme, from the one template there is."""
    colours = {name: value for name, value in asdict(theme).items() if isinstance(value, str)}
    template = (RESOURCES / "style" / "studio.qss").read_text(encoding="utf-8")
    pictures = (RESOURCES / "style").as_posix()
    return Template(sized(template)).substitute(colours, pictures=pictures)


def sized(sheet: str) -> str:
    """A style sheet with its sizes of type as large as type is now."""
    return _SIZE.sub(lambda found: f"font-size: {round(int(found[1]) * scale())}px", sheet)


def palette(theme: Theme) -> QPalette:
    """The theme's colours in Qt's roles, for what the style sheet does not reach."""
    made = QPalette()
    for role, colour in _roles(theme).items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.faint))
    return made


def _roles(theme: Theme) -> dict[QPalette.ColorRole, str]:
    role = QPalette.ColorRole
    return {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.PlaceholderText: theme.faint,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Light: theme.raised,
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.border,
    }
