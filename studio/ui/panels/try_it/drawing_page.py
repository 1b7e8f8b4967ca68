"""The sheet to draw on with its buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.panels.try_it.pad import DrawingPad
from studio.ui.widgets.icon_button import icon_button


class DrawingPage(QWidget):
    """A sheet to draw on, to be cleared and taken back beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pad = DrawingPad()
        self.clear_button = icon_button("delete", tr("Clear the sheet"))
        self.undo_button = icon_button("undo", tr("Take the last line back"))
        self.clear_button.clicked.connect(self.pad.clear)
        self.undo_button.clicked.connect(self.pad.undo)
        self.setFocusProxy(self.pad)
        buttons = QVBoxLayout()
        for button in (self.clear_button, self.undo_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(buttons)
        row.addWidget(self.pad, 1)
