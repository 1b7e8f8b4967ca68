"""Probabilities of classes as bars that move while one draws."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import tr
from studio.ui import theme

MOST = 14
"""So many classes are shown: where there are more, the likeliest."""

ROW, TALLEST, GAP, PERCENT = 15, 24, 8, 52


class ProbabilityBars(QWidget):
    """A line for each class, in the order of the run; the chosen ones stand out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chances: dict[str, float] = {}
        self._chosen: frozenset[str] = frozenset()
        self.setMinimumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(320, ROW * max(3, len(self._shown)))

    def minimumSizeHint(self) -> QSize:
        return QSize(180, ROW * len(self._shown))

    def show_chances(self, chances: Mapping[str, float], chosen: frozenset[str]) -> None:
        """Show other probabilities, and which of the classes are said to be so."""
        others = len(chances) != len(self.chances)
        self.chances, self._chosen = dict(chances), chosen
        told = (f"{name} {chance:.0%}" for name, chance in self._shown.items())
        self.setAccessibleDescription(tr(", ").join(told))
        if others:
            self.updateGeometry()
        self.update()

    @property
    def _shown(self) -> dict[str, float]:
        if len(self.chances) <= MOST:
            return self.chances
        return dict(sorted(self.chances.items(), key=lambda item: -item[1])[:MOST])

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shown
        if not shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = min(TALLEST, self.height() / len(shown))
        painter.setFont(theme.font(12))
        widest = max(painter.fontMetrics().horizontalAdvance(name) for name in shown)
        words = min(widest + 4, self.width() * 0.4)
        for at, (name, chance) in enumerate(shown.items()):
            self._paint_row(painter, QRectF(0, at * height, self.width(), height), words, name, chance)

    def _paint_row(self, painter: QPainter, row: QRectF, words: float, name: str, chance: float) -> None:
        colours, chosen = theme.current(), name in self._chosen
        painter.setFont(theme.font(12, 600 if chosen else 400))
        painter.setPen(QColor(colours.text if chosen else colours.muted))
        metrics, middle = painter.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        place = QRectF(row.left(), row.top(), words, row.height())
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight,
                         metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(words)))  # fmt: skip
        percent = QRectF(row.right() - PERCENT, row.top(), PERCENT, row.height())
        painter.drawText(percent, middle | Qt.AlignmentFlag.AlignRight, f"{chance:.1%}")
        room = QRectF(words + GAP, row.top() + 2, percent.left() - words - 2 * GAP, row.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(room, 3, 3)
        if chance > 0:
            painter.setBrush(QColor(colours.accent if chosen else colours.faint))
            painter.drawRoundedRect(QRectF(room.x(), room.y(), chance * room.width(), room.height()), 3, 3)
