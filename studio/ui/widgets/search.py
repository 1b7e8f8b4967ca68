"""A search field: magnifier in front, the shortcut that leads to it behind, a cross to clear it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.actions import shortcut_text, shortcuts
from studio.ui.plain_text import tooltip

ICON = 16
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class SearchField(QLineEdit):
    """Hands on what is typed, and the arrow keys and Enter for the list it searches."""

    stepped = Signal(int)  # how far the arrow keys go in the list
    chosen = Signal()  # Enter

    def __init__(self, placeholder: str, action: str = "", parent: QWidget | None = None) -> None:
        """`action` is the id of what leads here, whose keys are shown."""
        super().__init__(parent)
        self._action = action
        shortcuts().changed.connect(self.update)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setTextMargins(24, 0, 0, 0)
        self._clear = QToolButton(self)
        self._clear.setIcon(theme.icon("close", "muted"))
        self._clear.setIconSize(QSize(14, 14))
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setToolTip(tooltip(tr("Clear the search")))
        self._clear.setFixedSize(22, 22)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.returnPressed.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            self.stepped.emit(STEPS[key])
        elif key is Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._clear.move(self.width() - 26, (self.height() - 22) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        theme.icon("search", "muted").paint(painter, QRect(9, (self.height() - ICON) // 2, ICON, ICON))
        shortcut = shortcut_text(self._action) if self._action else ""
        if shortcut and not self.text():
            self._paint_shortcut(painter, shortcut)

    def _paint_shortcut(self, painter: QPainter, shortcut: str) -> None:
        colours = theme.current()
        font = theme.font(11, 500)
        width = QFontMetrics(font).horizontalAdvance(shortcut) + 10
        if width > self.width() - 140:
            return
        box = QRectF(self.width() - width - 6.5, (self.height() - 18) / 2 + 0.5, width, 17)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.field_border), 1))
        painter.setBrush(QColor(colours.panel))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shortcut)
