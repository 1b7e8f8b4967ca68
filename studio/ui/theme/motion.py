"""Whether things are seen on their way: not where a person or the desktop asks for less motion."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle

_DURATION = QStyle.StyleHint.SH_Widget_Animation_Duration


class _Choice:
    """What a person chose for this process, as it is for the theme."""

    is_reduced = False


def reduce_motion(reduced: bool) -> None:
    """Have cards and switches be at once where they go, or let them move again."""
    _Choice.is_reduced = reduced


def moves() -> bool:
    """Whether things may be shown on their way."""
    return not _Choice.is_reduced and QApplication.style().styleHint(_DURATION) > 0
