"""A button whose words may be longer than there is room for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

LEAST = 96


class ElidedButton(QPushButton):
    """Ends its words in … where it has to; pointing at it shows them all."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words.replace("&", "&&"), parent)
        self.words = words
        self._whole = super().sizeHint()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return self._whole

    def minimumSizeHint(self) -> QSize:
        return QSize(min(LEAST, self._whole.width()), self._whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits."""
        around = self._whole.width() - self.fontMetrics().horizontalAdvance(self.words)
        room = event.size().width() - around
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip("" if shown == self.words else self.words)
        super().resizeEvent(event)
