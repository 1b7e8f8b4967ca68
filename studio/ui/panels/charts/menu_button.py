"""A small button with a menu that is filled as it opens."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QToolButton

from studio.ui import theme
from studio.ui.plain_text import tooltip


class MenuButton(QToolButton):
    """Whoever owns it fills what it has `opened` when that is about to show."""

    def __init__(self, tip: str, icon: str = "more") -> None:
        super().__init__()
        self.opened = QMenu(self)
        self.setMenu(self.opened)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self.setIcon(theme.icon(icon))
        self.setIconSize(QSize(16, 16))
        self.setFixedSize(QSize(26, 24))
        self.setToolTip(tooltip(tip))
        self.setAccessibleName(tip)
