"""One sample, larger: its picture, the truth, the answer, and how probable each answer was held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.quantities import percent
from studio.text import tr
from studio.ui import theme
from studio.ui.background.evaluation_look import Seen

SIDE = 104
BAR = 22
MOST_BARS = 5

AT_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Bar:
    """An answer with its probability."""

    name: str
    share: float
    is_truth: bool = False


@dataclass(frozen=True)
class Detail:
    """What is told of a sample: lines of a word and a value, and the most probable answers."""

    lines: Sequence[tuple[str, str]]
    bars: Sequence[Bar] = ()
    is_right: bool | None = None


class SampleDetail(QWidget):
    """Beside its picture where it is wide, below it where it is not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: Detail | None = None
        self._seen: Seen | None = None
        self.setMinimumWidth(196)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The chosen sample"))

    @property
    def detail(self) -> Detail | None:
        """What is told."""
        return self._detail

    def sizeHint(self) -> QSize:
        return QSize(212, 260)

    def show_detail(self, detail: Detail | None, seen: Seen | None) -> None:
        """Show another sample, of which nothing has been seen yet where there is no `seen`."""
        self._detail, self._seen = detail, seen
        if detail is not None:
            told = [f"{word} {value}" for word, value in detail.lines]
            told += [f"{bar.name} {percent(bar.share)}" for bar in detail.bars]
            self.setAccessibleDescription(tr(", ").join(told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setPen(QColor(colours.border))
        painter.drawLine(0, 0, 0, self.height())
        if self._detail is None:
            painter.setPen(QColor(colours.muted))
            painter.setFont(theme.font(12))
            words = tr("Choose a sample to see how sure the network was.")
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), Qt.TextFlag.TextWordWrap, words)
            return
        y = 10
        y = self._paint_pictures(painter, y)
        y = self._paint_lines(painter, self._detail, y)
        self._paint_bars(painter, self._detail, y + 6)

    def _paint_pictures(self, painter: QPainter, y: int) -> int:
        """The sample, or what is true and what was answered side by side; the height they end at."""
        seen, x = self._seen, 16
        if seen is None or self.height() < SIDE + 180:
            return y
        pair = ((seen.truth, tr("Truth")), (seen.picture, tr("Prediction"))) if seen.truth else ((seen.picture, ""),)
        side = SIDE if len(pair) == 1 else (self.width() - 40) // 2
        for picture, words in pair:
            if picture is None or picture.isNull():
                return y
            size = picture.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(x, y, size.width(), size.height()), picture)
            painter.setPen(QColor(theme.current().muted))
            painter.setFont(theme.font(11))
            painter.drawText(QRect(x, y + side, side, 16), Qt.AlignmentFlag.AlignCenter, words)
            x += side + 8
        return y + side + (8 if len(pair) == 1 else 22)

    def _paint_lines(self, painter: QPainter, detail: Detail, y: int) -> int:
        colours, width = theme.current(), self.width() - 32
        for word, value in detail.lines:
            painter.setFont(theme.font(12))
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRect(16, y, width, 18), Qt.AlignmentFlag.AlignVCenter, word)
            left = min(painter.fontMetrics().horizontalAdvance(word) + 8, width // 2)
            painter.setFont(theme.font(12, 600))
            painter.setPen(QColor(colours.text))
            told = painter.fontMetrics().elidedText(value, Qt.TextElideMode.ElideRight, width - left)
            painter.drawText(QRect(16 + left, y, width - left, 18), AT_RIGHT, told)
            y += 18
        return y

    def _paint_bars(self, painter: QPainter, detail: Detail, y: int) -> None:
        colours, width = theme.current(), self.width() - 32
        for bar in _fitting(detail.bars, (self.height() - y) // BAR):
            box = QRectF(16, y, width, BAR - 4)
            painter.fillRect(box, QColor(colours.hover))
            tint = QColor(colours.success if bar.is_truth else colours.accent)
            tint.setAlphaF(0.35)
            painter.fillRect(QRectF(16, y, max(width * min(bar.share, 1.0), 1.0), BAR - 4), tint)
            painter.setPen(QColor(colours.text))
            painter.setFont(theme.font(11, 600 if bar.is_truth else 400))
            share = percent(bar.share)
            room = width - painter.fontMetrics().horizontalAdvance(share) - 20
            name = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box.adjusted(6, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, name)
            painter.drawText(box.adjusted(6, 0, -6, 0), AT_RIGHT, share)
            y += BAR


def _fitting(bars: Sequence[Bar], count: int) -> list[Bar]:
    """The most probable answers for which there is room, and the true one in any case."""
    found = list(bars[: min(max(count, 0), MOST_BARS)])
    missing = [bar for bar in bars if bar.is_truth and bar not in found]
    return [*found[: len(found) - 1], missing[0]] if missing and found else found
