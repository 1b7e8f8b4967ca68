"""Links in words that people or files bring: none is opened before a person has seen where it leads and said so."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.text import tr
from studio.ui.dialogs.question import Answer, ask

_OPENED = ("http", "https", "mailto")


def offer_link(parent: QWidget | None, address: str) -> None:
    """Show where a link leads, and open it or copy it if that is wanted."""
    can_open = QUrl(address).scheme() in _OPENED
    answers = [Answer("open", tr("Open"), "primary")] if can_open else []
    answers += [Answer("copy", tr("Copy Address")), Answer("cancel", tr("Cancel"))]
    told = (
        tr("Open this address outside NN Studio?") if can_open else tr("Only addresses of pages and mail are opened.")
    )
    answer = ask(parent, told, address, answers)
    if answer == "open":
        QDesktopServices.openUrl(QUrl(address))
    elif answer == "copy":
        QGuiApplication.clipboard().setText(address)
