"""A small button that has a sign in place of words, which are told on pointing at it and to screen readers."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from studio.ui import theme
from studio.ui.plain_text import tooltip


def icon_button(icon: str, tip: str, *, checkable: bool = False) -> QToolButton:
    """A button with a sign; `tip` says what it does."""
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setToolTip(tooltip(tip))
    button.setAccessibleName(tip)
    button.setCheckable(checkable)
    return button
