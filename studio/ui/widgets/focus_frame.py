"""Frames a large area that has the keyboard only where a person came to it by keys: a mouse shows where it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractScrollArea

_BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Reasons by which the keyboard leaves for another window or a menu, and comes back as it was."""


def framed_by_keys(area: QAbstractScrollArea) -> None:
    """Draw the frame of the focus around `area` only when it was reached by the keyboard."""
    area.setProperty("by_keys", False)
    area.installEventFilter(_FocusFrame(area))


class _FocusFrame(QObject):
    """Tells the style sheet how its parent was reached."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and isinstance(event, QFocusEvent) and event.reason() not in _STAYS:
            self._tell(event.reason() in _BY_KEYS)
        return False

    def _tell(self, by_keys: bool) -> None:
        if self._area.property("by_keys") is not by_keys:
            self._area.setProperty("by_keys", by_keys)
            self._area.style().unpolish(self._area)
            self._area.style().polish(self._area)
            self._area.update()
