"""Words on a panel or a dialog, in the window's typeface."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from studio.ui import theme

Tone = Literal["", "muted", "faint", "error", "warning", "success", "accent"]


def label(text: str = "", size: int = 13, weight: int = 400, *, tone: Tone = "", wrap: bool = False) -> QLabel:
    """A label of plain text, `size` in logical pixels; `tone` is its colour."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(size, weight))
    made.setWordWrap(wrap)
    made.setProperty("tone", tone)
    return made


def set_tone(shown: QLabel, tone: Tone) -> None:
    """Give a label another colour."""
    if shown.property("tone") != tone:
        shown.setProperty("tone", tone)
        shown.style().unpolish(shown)
        shown.style().polish(shown)
