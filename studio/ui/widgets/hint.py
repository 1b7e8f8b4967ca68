"""The block of a form that explains what a person points at, and the whole while they point at nothing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import tr
from studio.ui import theme

PADDING = 12
TITLE = 17
WRAP = int(Qt.TextFlag.TextWordWrap)
TALL = 10_000


class Hint(QWidget):
    """A quiet box of steady height: it holds the longest of its texts, so nothing below it moves."""

    def __init__(self, at_rest: str, texts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at_rest = at_rest
        self._longest = max(texts.values(), key=len, default="")
        self._title, self._text = "", at_rest
        self.setAccessibleName(tr("Explanation"))
        self.setAccessibleDescription(at_rest)
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """What is explained at the moment."""
        return f"{self._title}\n{self._text}".strip()

    def explain(self, name: str, text: str) -> None:
        """Explain one parameter."""
        self._show(name, text)

    def rest(self) -> None:
        """Explain the whole."""
        self._show("", self._at_rest)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the longest text."""
        inner = max(40, width - 2 * PADDING)
        if inner not in self._heights:
            metrics = QFontMetrics(theme.font(12))
            heights = [
                metrics.boundingRect(0, 0, inner, TALL, WRAP, text).height() + title
                for text, title in ((self._at_rest, 0), (self._longest, TITLE))
            ]
            self._heights[inner] = max(heights)
        return self._heights[inner] + 2 * PADDING - 4

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * PADDING)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        words = self.rect().adjusted(PADDING, PADDING - 2, -PADDING, 0)
        if self._title:
            painter.setPen(QColor(colours.text))
            painter.setFont(theme.font(12, 600))
            painter.drawText(QRect(words.left(), words.top(), words.width(), TITLE), 0, self._title)
            words.setTop(words.top() + TITLE)
        painter.setPen(QColor(colours.muted))
        painter.setFont(theme.font(12))
        painter.drawText(words, WRAP, self._text)

    def _show(self, title: str, text: str) -> None:
        if (title, text) != (self._title, self._text):
            self._title, self._text = title, text
            self.setAccessibleDescription(self.text)
            self.update()
