"""What the editors of parameters have in common: the values they show and how they show a refusal."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QWidget

Value = Any
"""A parameter's value, `MIXED`, or whatever a person typed in its place."""


class _Mixed:
    """Several values at once, as when nodes that differ are edited together."""

    def __repr__(self) -> str:
        return "MIXED"


MIXED: Final = _Mixed()


def is_wrong(widget: QWidget) -> bool:
    """Whether what stands in `widget` is refused."""
    return bool(widget.property("wrong"))


def mark_wrong(widget: QWidget, wrong: bool) -> None:
    """Let the style sheet show that what stands in `widget` is refused."""
    if is_wrong(widget) != wrong:
        widget.setProperty("wrong", wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
