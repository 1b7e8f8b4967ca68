"""The block of a form that explains what a person points at, and the whole while they point at nothing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui import theme

PADDING = 12


class Hint(QWidget):
    """A quiet box of steady height: it holds the longest of its texts, so nothing below it moves."""

    def __init__(self, at_rest: str, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at_rest = at_rest
        self._texts = texts
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setFont(theme.font(12))
        self._label.setProperty("tone", "muted")
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.rest()

    def explain(self, name: str, text: str) -> None:
        """Explain one parameter."""
        self._label.setText(f'<b style="font-weight:600">{escape(name)}</b><br>{escape(text)}')

    def rest(self) -> None:
        """Explain the whole."""
        self._label.setText(escape(self._at_rest))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the longest text."""
        metrics = QFontMetrics(self._label.font())
        inner = max(40, width - 2 * PADDING)
        heights = [_height(metrics, self._at_rest, inner)]
        heights += [_height(metrics, text, inner) + metrics.lineSpacing() for text in self._texts]
        return max(heights) + 2 * PADDING

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * PADDING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words by hand: a layout would size the box by the text it shows, not by the longest."""
        self._label.setGeometry(self.rect().adjusted(PADDING, PADDING - 2, -PADDING, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().window))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)


def _height(metrics: QFontMetrics, text: str, width: int) -> int:
    flags = int(Qt.TextFlag.TextWordWrap)
    return metrics.boundingRect(0, 0, width, 10_000, flags, text).height()
