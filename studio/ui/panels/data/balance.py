"""How many samples each class has in each split, as bars with their numbers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import exact
from studio.text import in_language, paragraph, tr
from studio.ui import theme

Counts = Mapping[str, Mapping[str, int]]
"""By split, for each class the number of its samples."""

BAR, GAP = 10, 10
NAME_WIDTH = 96
NUMBER_WIDTH = 64


class Balance(QWidget):
    """A bar for each class and split; all bars have one scale within their split."""

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self._counts: Counts = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def counts(self) -> Counts:
        """What is shown."""
        return self._counts

    def show_counts(self, counts: Counts) -> None:
        """Show other numbers."""
        self._counts = counts
        classes = len(next(iter(counts.values()), {}))
        self.setFixedHeight(classes * (len(counts) * BAR + GAP) + 20)
        self.setAccessibleName(tr("Class balance"))
        self.setAccessibleDescription(paragraph(*self._told()))
        self.update()

    def _told(self) -> list[str]:
        return [
            tr(
                "{split}: {counts}.",
                split=in_language(self._titles[split]),
                counts=tr(", ").join(f"{name} {count}" for name, count in found.items()),
            )
            for split, found in self._counts.items()
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._counts:
            return
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        y = 20.0
        for name in next(iter(self._counts.values())):
            height = len(self._counts) * BAR
            painter.setFont(theme.font(12))
            painter.setPen(QColor(colours.text))
            box = QRectF(0, y, NAME_WIDTH - 8, height)
            words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
            for place, (split, found) in enumerate(self._counts.items()):
                self._paint_bar(painter, place, y + place * BAR, found[name], max(self._counts[split].values()))
            y += height + GAP

    def _paint_bar(self, painter: QPainter, place: int, y: float, count: int, most: int) -> None:
        colours = theme.current()
        room = self.width() - NAME_WIDTH - NUMBER_WIDTH
        length = room * count / most if most else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.runs[place]))
        painter.drawRoundedRect(QRectF(NAME_WIDTH, y + 1, max(length, 1.0), BAR - 2), 2, 2)
        painter.setFont(theme.font(10))
        painter.setPen(QColor(colours.warning if count == 0 else colours.muted))
        number = QRectF(NAME_WIDTH + length + 6, y - 2, NUMBER_WIDTH, BAR + 4)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, exact(count))

    def _paint_legend(self, painter: QPainter) -> None:
        colours, x = theme.current(), float(NAME_WIDTH)
        painter.setFont(theme.font(11))
        for place, split in enumerate(self._counts):
            words = in_language(self._titles[split])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.runs[place]))
            painter.drawRoundedRect(QRectF(x, 4, 8, 8), 2, 2)
            painter.setPen(QColor(colours.muted))
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(QRectF(x + 14, 0, width + 4, 16), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + 30
