"""A bar that moves while something is under way of which nobody knows how long it takes."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar


def busy_bar() -> QProgressBar:
    """One that moves from the start; it is shown and hidden by whoever waits."""
    bar = QProgressBar(textVisible=False)
    bar.setRange(0, 0)
    return bar
