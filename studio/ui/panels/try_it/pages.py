"""Where samples are given that need more than a field: a sheet with its buttons, and files."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.panels.try_it.pad import DrawingPad
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label


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


class FilePage(QWidget):
    """Says how a file is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose_button = QPushButton(theme.icon("folder"), tr("Choose…"))
        self.paste_button = QPushButton(theme.icon("paste"), tr("Paste"))
        told = label(tr("Drop a file here, or choose or paste one."), 13, tone="muted", wrap=True)
        told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.paste_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(told)
        column.addLayout(buttons)
        column.addStretch(1)
