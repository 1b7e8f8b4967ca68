"""A bar across the window that says what is to be known and decided, with buttons for it; nothing waits for it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.ui import theme
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Severity

ICON = 20
SIDE_BY_SIDE_FROM = 640


class Banner(QWidget):
    """Words, a quieter sentence below them, and buttons beside them, or below where there is no room."""

    def __init__(self, icon: str, severity: Severity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._severity = icon, severity
        self.words = label(weight=500, wrap=True)
        self.further = label(size=12, tone="muted", wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.words)
        texts.addWidget(self.further)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(44, 8, 12, 8)
        self._row.setSpacing(8)
        self._row.addLayout(texts, 1)
        self._row.addLayout(self._buttons)

    def add_button(self, words: str) -> QPushButton:
        """One more button, at the right of those before."""
        button = QPushButton(words)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def say(self, words: str, further: str = "") -> None:
        """Have other words; the quieter sentence is left out where it is empty."""
        self.words.setText(words)
        self.further.setText(further)
        self.further.setVisible(bool(further))

    def minimumSizeHint(self) -> QSize:
        """As narrow as what it stands above may get: the words wrap."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where there is no room beside them."""
        narrow = event.size().width() < SIDE_BY_SIDE_FROM
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(getattr(colours, f"{self._severity}_fill")))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(colours.border))
        box = QRectF(14, (self.height() - ICON) / 2, ICON, ICON).toRect()
        theme.icon(self._icon, self._severity).paint(painter, box)
