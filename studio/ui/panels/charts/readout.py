"""The card beside the cross-hair of a chart, with the values there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, Qt
from PySide6.QtWidgets import QWidget

from studio.text import ntr
from studio.ui import theme
from studio.ui.panels.charts.readings import Reading

LINE = 17
"""Pixels a line of the card is high."""

PADDING = 8
DOT = 7
BETWEEN = 12
LONGEST_NAME = 150
"""Pixels of a name; longer ones are cut short."""


class Readout(QWidget):
    """Keeps within the chart; what has no room is counted in its last line. Painted, as it changes with the pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(theme.font(12))
        self.rows: tuple[Reading, ...] = ()
        """What is shown, the last line perhaps a count of more."""
        self.hide()

    def tell(self, found: Sequence[Reading], x: int, within: QRect, *, low: bool) -> None:
        """Show values beside a place `x` pixels from the left, at the upper end of the room or at its lower one."""
        room = max((within.height() - 2 * PADDING) // LINE, 2)
        if len(found) > room:
            hidden = len(found) - room + 1
            found = (*found[: room - 1], Reading("", ntr("and {count} more", "and {count} more", hidden), ""))
        self.rows = tuple(found)
        width = self._names() + self._values() + BETWEEN + 2 * PADDING
        self.resize(width, len(found) * LINE + 2 * PADDING - 2)
        left = x + 12 if within.right() - x - 12 >= width else x - 12 - width
        left = max(min(left, within.right() - width), within.left())
        self.move(left, within.bottom() - self.height() if low else within.top())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line for each value: dot, name, value."""
        shown, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(shown.border), 1))
        painter.setBrush(QColor(shown.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        metrics = QFontMetrics(self.font())
        for number, row in enumerate(self.rows):
            line = QRect(PADDING, PADDING - 1 + number * LINE, self.width() - 2 * PADDING, LINE)
            left = self._dot(painter, row, line) if row.color else line.left() + self._indent()
            painter.setPen(QColor(shown.muted))
            name = metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, LONGEST_NAME)
            painter.drawText(line.adjusted(left - line.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(QColor(shown.text))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.value)

    def _dot(self, painter: QPainter, row: Reading, line: QRect) -> int:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(row.color))
        painter.drawEllipse(QPointF(line.left() + DOT / 2, line.top() + LINE / 2 + 0.5), DOT / 2, DOT / 2)
        return line.left() + self._indent()

    def _indent(self) -> int:
        return DOT + 6 if any(row.color for row in self.rows) else 0

    def _names(self) -> int:
        metrics = QFontMetrics(self.font())
        return self._indent() + max(min(metrics.horizontalAdvance(row.name), LONGEST_NAME) for row in self.rows)

    def _values(self) -> int:
        return max(QFontMetrics(self.font()).horizontalAdvance(row.value) for row in self.rows)
