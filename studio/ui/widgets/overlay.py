"""A picture with another laid over it, as much as is wanted; and numbers with bars for and against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.text import tr
from studio.ui import theme

SIDE = 320
ROW = 26
BLURRED = 4
"""Pixels of the sample to one of the place from which it is drawn smoothly; fewer are seen one by one."""


class Overlay(QWidget):
    """Shows a picture as large as its place allows, and over it a transparent one of any size."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` says what it shows to those who do not see it."""
        super().__init__(parent)
        self._picture, self._over, self._share = QImage(), QImage(), 1.0
        self.setAccessibleName(name)
        self.setMinimumSize(200, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def show_picture(self, picture: QImage) -> None:
        """Show a picture with nothing over it."""
        self._picture, self._over = picture, QImage()
        self.update()

    def lay_over(self, over: QImage) -> None:
        """Lay this over it."""
        self._over = over
        self.update()

    def set_share(self, share: float) -> None:
        """How much of what is laid over is seen, from 0 to 1."""
        self._share = share
        self.update()

    @property
    def has_overlay(self) -> bool:
        """Whether something is laid over."""
        return not self._over.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().field))
        if self._picture.isNull():
            return
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect((self.width() - size.width()) // 2, (self.height() - size.height()) // 2,
                      size.width(), size.height())  # fmt: skip
        painter.drawImage(place, self._picture)
        is_fine = place.width() < BLURRED * max(self._over.width(), 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_fine)
        painter.setOpacity(self._share)
        painter.drawImage(place, self._over)


class SignedBar(NamedTuple):
    """A name with a value, and how much it counts: above 0 to the right, below to the left."""

    name: str
    value: str
    share: float


class SignedBars(QWidget):
    """Bars below each other about a line in the middle, as long as the largest allows."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` says what it shows to those who do not see it."""
        super().__init__(parent)
        self._bars: tuple[SignedBar, ...] = ()
        self._colours = ("#d64514", "#1e60c8")
        self.setAccessibleName(name)
        self.setMinimumWidth(320)

    @property
    def bars(self) -> tuple[SignedBar, ...]:
        """What is shown."""
        return self._bars

    def show_bars(self, bars: Sequence[SignedBar]) -> None:
        """Show these."""
        self._bars = tuple(bars)
        self.setAccessibleDescription(tr(", ").join(f"{bar.name} {bar.share:.3g}" for bar in bars))
        self.setFixedHeight(max(ROW * len(self._bars), ROW))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown = QPainter(self), theme.current()
        largest = max((abs(bar.share) for bar in self._bars), default=0.0) or 1.0
        names, left = self.width() * 2 // 5, self.width() * 2 // 5 + 12
        half = (self.width() - left) / 2
        painter.setFont(theme.font(12))
        for place, bar in enumerate(self._bars):
            box = QRect(0, place * ROW, names, ROW)
            room = names - painter.fontMetrics().horizontalAdvance(bar.value) - 12
            painter.setPen(QColor(shown.text))
            told = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, told)
            painter.setPen(QColor(shown.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, bar.value)
            length = half * bar.share / largest
            colour = QColor(self._colours[bar.share < 0])
            painter.fillRect(QRectF(left + half + min(length, 0.0), place * ROW + 5, abs(length), ROW - 10), colour)
        painter.setPen(QColor(shown.field_border))
        painter.drawLine(round(left + half), 0, round(left + half), self.height())
