"""A word or a number in a small rounded box."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.ui import theme

Tone = Literal["neutral", "error", "warning", "info", "success"]
HEIGHT = 22
ICON = 14


class Pill(QAbstractButton):
    """Shows a text in the colours of a tone; can be pressed where someone listens to `clicked`."""

    def __init__(
        self,
        text: str = "",
        tone: Tone = "neutral",
        icon: str = "",
        *,
        pressable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._icon = icon
        self.setText(text)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if pressable else Qt.FocusPolicy.NoFocus)
        if pressable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_text(self, text: str, tone: Tone, icon: str = "") -> None:
        """Show something else."""
        if (text, tone, icon) == (self.text(), self._tone, self._icon):
            return
        self._tone, self._icon = tone, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font(12, 500)).horizontalAdvance(self.text()) + 16
        return QSize(width + (ICON + 4 if self._icon else 0), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        neutral = self._tone == "neutral"
        fill = colours.hover if neutral else getattr(colours, f"{self._tone}_fill")
        ink = colours.muted if neutral else getattr(colours, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ink) if self.hasFocus() or self.underMouse() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.height() / 2, self.height() / 2
        )
        inner = self.rect().adjusted(8, 0, -8, 0)
        if self._icon:
            theme.icon(self._icon, ink).paint(painter, QRect(inner.left() - 2, (self.height() - ICON) // 2, ICON, ICON))
            inner.setLeft(inner.left() + ICON + 2)
        painter.setFont(theme.font(12, 500))
        painter.setPen(QColor(ink))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, self.text())
