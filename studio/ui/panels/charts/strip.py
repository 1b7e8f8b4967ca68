"""The line between the tools and the charts: the runs that are laid over each other, and how the training goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.plain_text import tooltip

HEIGHT = 22
MARGIN = 16
DOT = 8
GAP = 6
BETWEEN = 16
LONGEST_NAME = 320


class Strip(QWidget):
    """Names with their colours from the left, words at the right; painted, as the words change many times a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[tuple[str, str], ...] = ()
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The runs that are named, each with its colour."""
        return self._names

    @property
    def words(self) -> str:
        """What is told at the right."""
        return self._words

    def show_names(self, names: Sequence[tuple[str, str]]) -> None:
        """Name runs by their colours: (name, #rrggbb)."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._changed()

    def show_words(self, words: str) -> None:
        """Tell this at the right."""
        if words != self._words:
            self._words = words
            self._changed()

    def sizeHint(self) -> QSize:
        """A line high."""
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words have their room first; names are cut short, all alike."""
        shown, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(shown.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12))
        metrics = painter.fontMetrics()
        room = self.width() - 2 * MARGIN
        words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(words)
        if self._names:
            self._paint_names(painter, metrics, room - (width + BETWEEN if width else 0))
        painter.setPen(QColor(shown.muted))
        left = self.width() - MARGIN - width if self._names else MARGIN
        painter.drawText(QRect(left, 0, width, HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_names(self, painter: QPainter, metrics: QFontMetrics, room: int) -> None:
        longest = min(room // len(self._names) - DOT - GAP - BETWEEN, LONGEST_NAME)
        left = MARGIN
        for name, color in self._names:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            painter.drawEllipse(QPointF(left + DOT / 2, HEIGHT / 2 + 0.5), DOT / 2, DOT / 2)
            left += DOT + GAP
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, max(longest, 0))
            painter.setPen(QColor(theme.current().text))
            painter.drawText(QRect(left, 0, max(longest, 0), HEIGHT), Qt.AlignmentFlag.AlignVCenter, shown)
            left += metrics.horizontalAdvance(shown) + BETWEEN

    def _changed(self) -> None:
        self.setVisible(bool(self._names or self._words))
        names = [name for name, _ in self._names]
        self.setAccessibleName(tr(", ").join((*names, self._words)))
        self.setToolTip(tooltip("\n".join(names)))
        self.update()
