"""What is being typed belongs to the document that is shown: it is given before that is left, saved or trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from studio.ui.window.places import FloatingPanel

Slot = Callable[..., object]

OF_DOCUMENT = ("file.", "train.", "data.")
"""What the ids of actions begin with that take the document as it is."""


def settle_typing(window: QWidget) -> None:
    """Have fields of a window and of the panels that float before it give what was typed."""
    for each in (window, *window.findChildren(FloatingPanel)):
        focused = each.focusWidget()
        if focused is not None:
            focused.clearFocus()


def settling(window: QWidget, slots: Mapping[str, Slot], read_code: Slot) -> dict[str, Slot]:
    """What actions do, by their ids, after what was typed is given where they take the document as it is.

    `read_code` has code that was typed read.
    """
    return {
        name: partial(_settled, window, act, read_code) if name.startswith(OF_DOCUMENT) else act
        for name, act in slots.items()
    }


def _settled(window: QWidget, act: Slot, read_code: Slot) -> object:
    """Act once a field has given what was typed; it keeps the cursor."""
    focused = QApplication.focusWidget()
    if isinstance(focused, QLineEdit | QAbstractSpinBox | QPlainTextEdit):
        settle_typing(window)
        if focused.isVisible():
            focused.setFocus()
    read_code()
    return act()
