"""The window with all that an unforeseen failure left behind, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.text import tr


def show_details(details: str, parent: QWidget) -> None:
    """Open it beside the window that `parent` is in."""
    text = QPlainTextEdit(details, parent)
    text.setWindowFlag(Qt.WindowType.Dialog)
    text.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text.setWindowTitle(tr("Details of the failure"))
    text.setReadOnly(True)
    text.resize(720, 400)
    text.show()
