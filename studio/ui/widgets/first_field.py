"""Where the cursor goes that is put into a part of the window: the first field there that takes the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def first_field(part: QWidget, *, besides: QWidget | None = None) -> QWidget | None:
    """The first widget in sight within `part` that Tab leads to; None where there is none."""
    found = part.nextInFocusChain()
    while found is not None and found is not part:
        takes = found.focusPolicy().value & Qt.FocusPolicy.TabFocus.value and found.isEnabled()
        if takes and found is not besides and part.isAncestorOf(found) and found.isVisibleTo(part):
            return found
        found = found.nextInFocusChain()
    return None
