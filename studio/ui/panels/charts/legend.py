"""The legend of a chart: each curve's colour and name, and its latest value."""

from __future__ import annotations

from itertools import accumulate

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.panels.charts.readings import Reading

DOT = 8
GAP = 6
BETWEEN = 20


class Legend(QWidget):
    """Entries at the right end of the room there is, without their names where it is too little."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Reading, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that nothing below is painted again
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def entries(self) -> tuple[Reading, ...]:
        """What is shown."""
        return self._entries

    @property
    def least_width(self) -> int:
        """Pixels for the entries without their names."""
        return sum(map(_width, self._entries))

    def show_entries(self, entries: tuple[Reading, ...]) -> None:
        """Show these."""
        if entries != self._entries:
            self._entries = entries
            self.setAccessibleName(tr(", ").join(f"{entry.name} {entry.value}" for entry in entries))
            self.update()

    def sizeHint(self) -> QSize:
        """A line high."""
        return QSize(120, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """From right to left: value, name, dot. Names are left out where one has no room, then the last entries."""
        names = QFontMetrics(theme.font(12))
        needed = self.least_width + sum(GAP + names.horizontalAdvance(entry.name) for entry in self._entries)
        named = needed <= self.width()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = self.width()
        for entry in reversed(self._entries if named else self._entries[: self._fitting()]):
            right = self._words(painter, entry.value, right, theme.font(12, 600), theme.current().text)
            if named:
                right = self._words(painter, entry.name, right - GAP, theme.font(12), theme.current().muted)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(entry.color))
            painter.drawEllipse(QPointF(right - GAP - DOT / 2, self.height() / 2 + 0.5), DOT / 2, DOT / 2)
            right -= GAP + DOT + BETWEEN

    def _fitting(self) -> int:
        """How many entries have room without their names."""
        widths = accumulate(map(_width, self._entries))
        return sum(width <= self.width() + BETWEEN for width in widths)

    def _words(self, painter: QPainter, text: str, right: int, font: QFont, color: str) -> int:
        """Draw a text that ends at `right`; where it begins."""
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(QColor(color))
        painter.drawText(QRect(right - width, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return right - width


def _width(entry: Reading) -> int:
    return DOT + GAP + BETWEEN + QFontMetrics(theme.font(12, 600)).horizontalAdvance(entry.value)
