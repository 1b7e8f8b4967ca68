"""The block of a form that explains what a person points at, and the whole while they point at nothing."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui import theme

PADDING = 12


class Hint(QWidget):
    """A quiet box of steady height: it holds the longest of its texts, so nothing below it moves."""

    def __init__(self, at_rest: str, texts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at_rest = at_rest
        self._texts = [escape(at_rest), *(_explanation(name, text) for name, text in texts.items())]
        self._measured = (0, 0)
        self._label = _words(self)
        self._probe = _words(self)
        self._probe.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.rest()

    def explain(self, name: str, text: str) -> None:
        """Explain one parameter."""
        self._label.setText(_explanation(name, text))

    def rest(self) -> None:
        """Explain the whole."""
        self._label.setText(escape(self._at_rest))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the longest text."""
        inner = max(40, width - 2 * PADDING)
        if self._measured[0] != inner:
            heights = []
            for text in self._texts:
                self._probe.setText(text)
                heights.append(self._probe.heightForWidth(inner))
            self._measured = (inner, max(heights))
        return self._measured[1] + 2 * PADDING - 4

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * PADDING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words by hand: a layout would size the box by the text it shows, not by the longest."""
        self._label.setGeometry(self.rect().adjusted(PADDING, PADDING - 2, -PADDING, 2 - PADDING))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().window))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)


def _words(parent: QWidget) -> QLabel:
    words = QLabel(parent)
    words.setWordWrap(True)
    words.setFont(theme.font(12))
    words.setProperty("tone", "muted")
    words.setTextFormat(Qt.TextFormat.RichText)
    words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return words


def _explanation(name: str, text: str) -> str:
    return f'<b style="font-weight: 600">{escape(name)}</b><br>{escape(text)}'
