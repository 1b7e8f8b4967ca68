"""A line of a read-out: what it is, how much, and which share of the whole as a bar below."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.formatting.numbers import THIN
from studio.ui import theme
from studio.ui.plain_text import tooltip

HEIGHT = 28
SHARE_WIDTH = 52
UNKNOWN = "—"


class Readout(QWidget):
    """Shows one number with its name."""

    def __init__(self, name: str, *, shares: bool = False, parent: QWidget | None = None) -> None:
        """With `shares`, room is kept at the right for a share in per cent."""
        super().__init__(parent)
        self._name = name
        self._text = UNKNOWN
        self._shown: object = None
        self._share: float | None = None
        self._shares = shares
        self._tint = "accent"
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """The value shown."""
        return self._text

    def show_value(self, text: str = UNKNOWN, detail: str = "", share: float | None = None, tint: str = "") -> None:
        """Show a value; `detail` is told on pointing at it, `share` (0 to 1) of the whole is a bar in `tint`."""
        if (shown := (text, detail, share, tint)) == self._shown:
            return
        self._shown = shown
        self._text, self._share = text, share
        self._tint = tint or "accent"
        self.setToolTip(tooltip(detail))
        self.setAccessibleName(f"{self._name}: {text}")
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(13, 500))
        words = metrics.horizontalAdvance(f"{self._name}   {self._text}")
        return QSize(words + (SHARE_WIDTH if self._shares else 0), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        words = self.rect().adjusted(0, 0, 0, -4)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(colours.muted))
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, self._name)
        right = QRect(words)
        if self._shares:
            if self._share is not None:
                painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, percent(self._share))
            right.setRight(right.right() - (SHARE_WIDTH if self._text != UNKNOWN else 0))
        name_width = QFontMetrics(theme.font(12)).horizontalAdvance(self._name)
        font = theme.font(13, 500)
        room = right.width() - name_width - 8
        shown = QFontMetrics(font).elidedText(self._text, Qt.TextElideMode.ElideMiddle, room)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if self._text != UNKNOWN else colours.faint))
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, shown)
        if self._shares:
            self._paint_bar(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        colours = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, self.height() - 4, self.width(), 2)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(track, 1, 1)
        if self._share:
            painter.setBrush(QColor(colours.family.get(self._tint, colours.accent)))
            track.setWidth(max(2.0, track.width() * min(1.0, self._share)))
            painter.drawRoundedRect(track, 1, 1)


def percent(share: float) -> str:
    """A share as `12.4 %`; what is there but tiny is `< 0.1 %`."""
    if 0 < share < 0.001:
        return f"<{THIN}0.1{THIN}%"
    return f"{100 * share:.1f}{THIN}%"
