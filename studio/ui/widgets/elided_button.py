"""A button whose words may be longer than there is room for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from studio.ui.plain_text import caption, tooltip

LEAST = 96


class ElidedButton(QPushButton):
    """Ends its words in … where it has to; pointing at it shows them all."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(caption(words), parent)
        self.words = words
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self._around() + self._width(caption(self.words)), hint.height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(LEAST, hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits."""
        room = event.size().width() - self._around()
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        self.setText(caption(shown))
        self.setToolTip(tooltip("" if shown == self.words else self.words))
        super().resizeEvent(event)

    def _around(self) -> int:
        """Width of what stands beside the words; the style and its font may change."""
        return super().sizeHint().width() - self._width(self.text())

    def _width(self, text: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()
