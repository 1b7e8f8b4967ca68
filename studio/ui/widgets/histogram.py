"""A small picture of how numbers lie, with their mean, deviation and count below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import compact, three_digits
from studio.text import ntr, tr
from studio.ui import theme
from studio.ui.plain_text import tooltip

if TYPE_CHECKING:
    from studio.compiler.first_weights import Distribution

BARS = 44
WORDS = 16
HEIGHT = BARS + 2 * WORDS + 4
SOLID = 0.6
"""Of the accent's colour: bars are many, and no button."""

LONE_BAR = 0.04
"""Share of the width that the bar of equal numbers takes."""


class Histogram(QWidget):
    """Shows a distribution, or room for one that is being worked out."""

    def __init__(self, tip: str, parent: QWidget | None = None, *, counts: bool = True) -> None:
        """`tip` says what numbers they are; without `counts` it is only heard how many, as where several stand in
        a row and some would have no room for it."""
        super().__init__(parent)
        self._counts = counts
        self._shown: Distribution | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(tip))

    @property
    def words(self) -> str:
        """What is said of the numbers, all of it."""
        if self._shown is None:
            return ""
        count = ntr("{written} number", "{written} numbers", self._shown.numbers, written=compact(self._shown.numbers))
        return f"{self._moments} · {count}"

    @property
    def _moments(self) -> str:
        if self._shown is None:
            return ""
        return tr(
            "mean {mean} · σ {deviation}",
            mean=three_digits(self._shown.mean),
            deviation=three_digits(self._shown.deviation),
        )

    def fitting_words(self, font: QFont) -> str:
        """As much of that as there is room for below the picture."""
        metrics = QFontMetricsF(font)
        if self._counts and metrics.horizontalAdvance(self.words) <= self.width():
            return self.words
        return metrics.elidedText(self._moments, Qt.TextElideMode.ElideRight, self.width())

    def show_distribution(self, shown: Distribution | None) -> None:
        """Show a distribution; None while it is being worked out."""
        if shown != self._shown:
            self._shown = shown
            self.setAccessibleName(self.words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = QRectF(0, 0, self.width(), BARS)
        painter.setPen(QPen(QColor(colours.field_border), 1))
        painter.drawLine(field.bottomLeft(), field.bottomRight())
        if self._shown is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        bars = QColor(colours.accent)
        bars.setAlphaF(SOLID)
        painter.setBrush(bars)
        painter.drawPath(_bars(field, self._shown))
        painter.setFont(theme.font(10))
        painter.setPen(QColor(colours.muted))
        below = QRectF(0, BARS + 2, self.width(), WORDS)
        for text, place in _marks(self._shown):
            painter.drawText(below, place | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(theme.font(11))
        painter.setPen(QColor(colours.muted))
        painter.drawText(below.translated(0, WORDS), Qt.AlignmentFlag.AlignCenter, self.fitting_words(painter.font()))


def _bars(field: QRectF, shown: Distribution) -> QPainterPath:
    """A bar for each part, the highest as high as the field; of equal numbers one in the middle."""
    path = QPainterPath()
    highest, parts = max(1, *shown.counts), len(shown.counts)
    width = field.width() / parts if parts > 1 else field.width() * LONE_BAR
    left = field.left() if parts > 1 else field.center().x() - width / 2
    for place, count in enumerate(shown.counts):
        height = (field.height() - 2) * count / highest
        path.addRect(QRectF(left + place * width, field.bottom() - height, max(width - 1, 1), height))
    return path


def _marks(shown: Distribution) -> list[tuple[str, Qt.AlignmentFlag]]:
    """The ends of the range and its middle."""
    middle = (three_digits((shown.low + shown.high) / 2), Qt.AlignmentFlag.AlignHCenter)
    if shown.low == shown.high:
        return [middle]
    ends = ((shown.low, Qt.AlignmentFlag.AlignLeft), (shown.high, Qt.AlignmentFlag.AlignRight))
    return [middle, *((three_digits(value), place) for value, place in ends)]
