"""What an input method gives a field, as Qt's own event: signs that no key stands for."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit


def compose(field: QLineEdit, text: str) -> None:
    """Have an input method put a text in place of all that is in a field."""
    field.setFocus()
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)
